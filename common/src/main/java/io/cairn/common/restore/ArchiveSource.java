package io.cairn.common.restore;

import io.cairn.common.archive.ArchiveManifest;
import io.cairn.common.archive.ArchiveReader;
import io.cairn.common.archive.CorruptArchiveException;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An archive as {@link ArchiveReader} reads it: front to back, and from the front again where something is asked for that
 * has passed. When everything asked for was read, the rest is read too, since only then the archive is known to be whole.
 * Single use, one thread.
 */
public final class ArchiveSource implements RestoreSource {
    private final String name;
    private final Opener opener;
    private final ArchiveReader.Limits limits;
    private @Nullable ArchiveReader reader;
    private Optional<NamespaceDigest> digest = Optional.empty();

    /** Opens the archive's bytes anew, from their beginning. */
    @FunctionalInterface
    public interface Opener {
        InputStream open() throws IOException;
    }

    /** @param limits how much may be unpacked */
    public ArchiveSource(String name, Opener opener, ArchiveReader.Limits limits) {
        this.name = name;
        this.opener = opener;
        this.limits = limits;
    }

    @Override
    public String name() {
        return name;
    }

    /** {@inheritDoc} Reads the whole archive, so that one that is cut short or damaged is refused before all else. */
    @Override
    public SourceCatalog catalog() throws IOException {
        ArchiveManifest manifest = fromFront().manifest();
        readAll();
        List<String> names =
                manifest.files().stream().map(ArchiveManifest.Entry::name).toList();
        List<SourceSegment> segments = new ArrayList<>();
        for (SegmentFile segment : DirInventory.of(Path.of(""), names).finalized()) {
            segments.add(new SourceSegment(
                    segment.range(), length(manifest, segment.path().toString())));
        }
        SourceImage image =
                new SourceImage(manifest.imageTxid(), length(manifest, FileNames.image(manifest.imageTxid())), digest);
        return new SourceCatalog(manifest.storageInfo(), List.of(image), segments, Optional.empty());
    }

    private static long length(ArchiveManifest manifest, String file) {
        return manifest.file(file).orElseThrow().length();
    }

    private void readAll() throws IOException {
        ArchiveReader all = fromFront();
        Optional<ArchiveManifest.Entry> entry = all.next();
        while (entry.isPresent()) {
            if (entry.get().name().endsWith(FileNames.DIGEST_ENDING)) {
                SmallSink content = new SmallSink();
                all.copyTo(content);
                digest = RecordedDigest.parse(content.bytes());
            } else {
                all.copyTo(new DiscardingSink());
            }
            entry = all.next();
        }
        close();
    }

    @Override
    public byte[] image(SourceImage image, ByteSink sink) throws IOException {
        String md5 = copy(FileNames.image(image.txid()), sink).md5();
        return HexFormat.of().parseHex(md5);
    }

    @Override
    public void segment(SourceSegment segment, ByteSink sink) throws IOException {
        copy(FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid()), sink);
    }

    private ArchiveManifest.Entry copy(String file, ByteSink sink) throws IOException {
        ArchiveReader from = reader == null ? fromFront() : reader;
        Optional<ArchiveManifest.Entry> found = seek(from, file);
        if (found.isEmpty()) {
            from = fromFront();
            found = seek(from, file);
        }
        ArchiveManifest.Entry entry = found.orElseThrow(() -> new IllegalStateException(name + " holds no " + file));
        try {
            from.copyTo(sink);
        } catch (CorruptArchiveException e) {
            throw new DamagedSourceException(String.valueOf(e.getMessage()), e);
        }
        return entry;
    }

    private static Optional<ArchiveManifest.Entry> seek(ArchiveReader from, String file) throws IOException {
        Optional<ArchiveManifest.Entry> entry = from.next();
        while (entry.isPresent() && !entry.get().name().equals(file)) {
            from.copyTo(new DiscardingSink());
            entry = from.next();
        }
        return entry;
    }

    private ArchiveReader fromFront() throws IOException {
        close();
        ArchiveReader opened = ArchiveReader.open(name, opener.open(), limits);
        reader = opened;
        return opened;
    }

    /** {@inheritDoc} All of it was compared with its MD5 when the catalog was made. */
    @Override
    public void check(SourceSegment segment, long lastTxid) {}

    @Override
    public Optional<Path> file(SourceSegment segment) {
        return Optional.empty();
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
