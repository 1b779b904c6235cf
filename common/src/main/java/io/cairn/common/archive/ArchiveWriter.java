package io.cairn.common.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes a state of which image and segments lie in storage directories as one archive. Every file is digested as it
 * passes and compared with what the manifest in front promised, so a file that is damaged or changes meanwhile fails the
 * archive instead of getting into it. Memory does not depend on sizes. The caller sees to it that the files stay (see
 * {@link io.cairn.common.layout.Leases}). Immutable; each {@link #write} stands for itself.
 */
public final class ArchiveWriter {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int COMPRESSION_LEVEL = 3;
    /** Regular file, owner-only. */
    private static final int FILE_MODE = 0100600;

    private static final int DIGEST_FILE_BYTES_MAX = ArchiveManifest.SMALL_FILE_BYTES_MAX;

    private final Disk disk;
    private final ArchiveManifest manifest;
    private final List<Content> contents;

    /** Where the bytes of an entry come from: a file, or bytes in memory. */
    private sealed interface Content {
        record Bytes(byte[] bytes) implements Content {}

        record File(Path path) implements Content {}
    }

    private ArchiveWriter(Disk disk, ArchiveManifest manifest, List<Content> contents) {
        this.disk = disk;
        this.manifest = manifest;
        this.contents = List.copyOf(contents);
    }

    /**
     * Plans an archive. Reads the segments once, to know their MD5; that of the image is in its sidecar.
     *
     * @param image with its MD5 sidecar, and perhaps a digest, beside it
     * @param imageTxid last transaction in the image
     * @param segments that lead on from the image without a gap, in any order; those that add nothing are left out
     * @param createdAt wall time, for display
     * @throws CorruptStorageException if the image has no MD5 sidecar
     * @throws IllegalArgumentException if the segments leave a gap
     */
    public static ArchiveWriter plan(
            Disk disk, StorageInfo info, Path image, long imageTxid, List<SegmentFile> segments, Instant createdAt)
            throws IOException {
        List<SegmentFile> chosen = chosen(segments, imageTxid);
        long lastTxid =
                chosen.isEmpty() ? imageTxid : chosen.get(chosen.size() - 1).lastTxid();
        Files files = new Files(disk);
        files.add(FileNames.VERSION, VersionFile.bytes(info, createdAt));
        files.add(FileNames.SEEN_TXID, (lastTxid + "\n").getBytes(StandardCharsets.US_ASCII));
        byte[] md5 = Md5Sidecar.read(disk, image)
                .orElseThrow(() -> new CorruptStorageException(
                        Md5Sidecar.path(image), "cannot be archived", "the MD5 of " + image, "no such file"));
        files.add(FileNames.image(imageTxid), image, md5);
        files.add(FileNames.imageMd5(imageTxid), Md5Sidecar.bytes(FileNames.image(imageTxid), md5));
        Path digest = image.resolveSibling(image.getFileName() + FileNames.DIGEST_ENDING);
        if (disk.exists(digest)) {
            files.add(FileNames.imageDigest(imageTxid), disk.readSmall(digest, DIGEST_FILE_BYTES_MAX));
        }
        for (SegmentFile segment : chosen) {
            files.add(
                    FileNames.finalizedEdits(segment.firstTxid(), segment.lastTxid()),
                    segment.path(),
                    md5(disk, segment.path()));
        }
        return new ArchiveWriter(
                disk, new ArchiveManifest(info, imageTxid, lastTxid, createdAt, files.entries), files.contents);
    }

    /** The fewest segments that lead on: at each step the one that reaches furthest. */
    private static List<SegmentFile> chosen(List<SegmentFile> segments, long imageTxid) {
        List<SegmentFile> chosen = new ArrayList<>();
        long reached = imageTxid;
        long last = segments.stream().mapToLong(SegmentFile::lastTxid).max().orElse(imageTxid);
        while (reached < last) {
            long needed = reached + 1;
            SegmentFile next = segments.stream()
                    .filter(segment -> segment.range().contains(needed))
                    .max(Comparator.comparingLong(SegmentFile::lastTxid))
                    .orElseThrow(() -> new IllegalArgumentException("No segment holds transaction " + needed));
            chosen.add(next);
            reached = next.lastTxid();
        }
        return chosen;
    }

    /** What the archive will hold. */
    public ArchiveManifest manifest() {
        return manifest;
    }

    /** A name for the archive: {@code cairn-<clusterID>-<last txid>.tar.zst}. */
    public String suggestedName() {
        String cluster = manifest.storageInfo().clusterId().replaceAll("[^A-Za-z0-9._-]", "_");
        return "cairn-" + cluster + "-" + manifest.lastTxid() + ".tar.zst";
    }

    /**
     * Writes the whole archive, in one pass, and flushes; does not close {@code out}.
     *
     * @param progress is told now and then how many of {@link ArchiveManifest#totalBytes} have passed
     * @throws CorruptStorageException if a file is not what the manifest says; what was written is then cut short, and no
     *     reader takes it for an archive
     */
    public void write(OutputStream out, LongConsumer progress) throws IOException {
        Valve valve = new Valve(out);
        try (ZstdOutputStreamNoFinalizer zstd =
                new ZstdOutputStreamNoFinalizer(valve, COMPRESSION_LEVEL).setChecksum(true)) {
            try {
                writeEntries(new TarArchiveOutputStream(zstd, StandardCharsets.US_ASCII.name()), progress);
            } catch (IOException | RuntimeException e) {
                valve.shut(); // closing would end the stream properly, and its end is what says that all is there
                throw e;
            }
        }
        out.flush();
    }

    /** The tar stream is finished but not closed: it holds nothing that would have to be released. */
    private void writeEntries(TarArchiveOutputStream tar, LongConsumer progress) throws IOException {
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        byte[] head = manifest.toBytes();
        begin(tar, ArchiveManifest.NAME, head.length);
        tar.write(head);
        tar.closeArchiveEntry();
        long passed = 0;
        for (int i = 0; i < contents.size(); i++) {
            passed = copy(tar, manifest.files().get(i), contents.get(i), passed, progress);
        }
        tar.finish();
    }

    private long copy(
            TarArchiveOutputStream tar,
            ArchiveManifest.Entry entry,
            Content content,
            long passed,
            LongConsumer progress)
            throws IOException {
        begin(tar, entry.name(), entry.length());
        long total = passed;
        if (content instanceof Content.Bytes small) {
            tar.write(small.bytes());
            total += small.bytes().length;
        } else if (content instanceof Content.File file) {
            total = copy(tar, entry, file.path(), passed, progress);
        }
        tar.closeArchiveEntry();
        progress.accept(total);
        return total;
    }

    private long copy(
            TarArchiveOutputStream tar, ArchiveManifest.Entry entry, Path path, long passed, LongConsumer progress)
            throws IOException {
        MessageDigest md5 = Checksums.md5();
        try (ByteSource source = disk.open(path)) {
            if (source.length() != entry.length()) {
                throw changed(path, entry.length() + " bytes", source.length() + " bytes");
            }
            byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(1, entry.length()))];
            long position = 0;
            while (position < entry.length()) {
                int count = (int) Math.min(chunk.length, entry.length() - position);
                source.readFully(position, chunk, 0, count);
                md5.update(chunk, 0, count);
                tar.write(chunk, 0, count);
                position += count;
                progress.accept(passed + position);
            }
        }
        String found = Checksums.hex(md5.digest());
        if (!found.equals(entry.md5())) {
            throw changed(path, "MD5 " + entry.md5(), "MD5 " + found);
        }
        return passed + entry.length();
    }

    private static CorruptStorageException changed(Path file, String expected, String found) {
        return new CorruptStorageException(file, "is damaged or was changed while it was archived", expected, found);
    }

    private static void begin(TarArchiveOutputStream tar, String name, long length) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(length);
        entry.setMode(FILE_MODE);
        tar.putArchiveEntry(entry);
    }

    private static String md5(Disk disk, Path path) throws IOException {
        MessageDigest md5 = Checksums.md5();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (ByteSource source = disk.open(path)) {
            long position = 0;
            int read = source.read(position, chunk, 0, chunk.length);
            while (read > 0) {
                md5.update(chunk, 0, read);
                position += read;
                read = source.read(position, chunk, 0, chunk.length);
            }
        }
        return Checksums.hex(md5.digest());
    }

    /** Entries and where their bytes come from, side by side. Confined to one thread. */
    private static final class Files {
        private final Disk disk;
        private final List<ArchiveManifest.Entry> entries = new ArrayList<>();
        private final List<Content> contents = new ArrayList<>();

        Files(Disk disk) {
            this.disk = disk;
        }

        void add(String name, byte[] bytes) {
            MessageDigest md5 = Checksums.md5();
            md5.update(bytes);
            entries.add(new ArchiveManifest.Entry(name, bytes.length, Checksums.hex(md5.digest())));
            contents.add(new Content.Bytes(bytes));
        }

        void add(String name, Path file, byte[] md5) throws IOException {
            add(name, file, Checksums.hex(md5));
        }

        void add(String name, Path file, String md5) throws IOException {
            entries.add(new ArchiveManifest.Entry(name, disk.length(file), md5));
            contents.add(new Content.File(file));
        }
    }

    /** Passes bytes on until it is shut, then swallows them; never closes its target. Confined to one thread. */
    private static final class Valve extends FilterOutputStream {
        private boolean shut;

        Valve(OutputStream target) {
            super(target);
        }

        void shut() {
            shut = true;
        }

        @Override
        public void write(int value) throws IOException {
            if (!shut) {
                out.write(value);
            }
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            if (!shut) {
                out.write(source, offset, count);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
