package io.cairn.checkpointer.fetch;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Crc32cSink;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.codec.edits.EditsFormat;
import io.cairn.common.codec.edits.FrameReader;
import io.cairn.common.codec.edits.SegmentScan;
import io.cairn.common.codec.edits.SegmentTail;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.OpenSegmentAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Brings what is durable of the segment that the primary is writing. Each fetch becomes a piece, {@code edits_A-L}: the
 * header and the edits that came, a segment like any other, so that whoever starts or restores from here needs to know
 * nothing of pieces. When the primary has finalised the segment and it lies here whole, its pieces are removed. Confined
 * to whoever holds the lock for changes of files.
 */
public final class OpenSegmentFetch {
    private static final int CONFLICT = 409;
    private static final int BUFFER_BYTES = 1 << 17;

    private final Disk disk;
    private final PrimaryClient primary;
    private final SegmentFetch segments;
    private final Supplier<List<StorageDirectory>> inService;
    private final HeldFiles held;
    private final InstantSource clock;
    /** What was last computed of a chain of pieces, as it only grows. */
    private Prefix known = new Prefix(List.of(), 0, new CRC32C());

    /**
     * @param segments brings a piece from one directory into the others
     * @param inService the edits directories, asked each time
     */
    public OpenSegmentFetch(
            Disk disk,
            PrimaryClient primary,
            SegmentFetch segments,
            Supplier<List<StorageDirectory>> inService,
            HeldFiles held,
            InstantSource clock) {
        this.disk = disk;
        this.primary = primary;
        this.segments = segments;
        this.inService = inService;
        this.held = held;
        this.clock = clock;
    }

    /** The bytes of the primary's segment that a chain of pieces stands for. */
    private record Prefix(List<SegmentFile> pieces, long bytes, CRC32C crc) {}

    /** How a fetch went. */
    public enum Outcome {
        FETCHED,
        NOTHING_NEW,
        /** What is here of the segment is not what the primary has. */
        DIFFERENT
    }

    /**
     * Fetches what is new in the segment being written.
     *
     * @param firstTxid where the segment begins, as the primary last said; if it has rolled since, nothing is done
     */
    public Outcome fetch(long firstTxid, StorageInfo expected) throws IOException {
        Prefix prefix = prefix(chain(firstTxid, Long.MAX_VALUE, held.segments()));
        OpenSegmentAnswer open;
        try {
            open = primary.open(firstTxid, prefix.bytes());
        } catch (PrimaryRefusedException e) {
            if (e.status() == CONFLICT) {
                return Outcome.DIFFERENT;
            }
            throw e;
        }
        if (open.firstTxid() != firstTxid) {
            return Outcome.NOTHING_NEW;
        }
        if (!open.prefixCrc32c().equals(hex(prefix.crc()))) {
            return Outcome.DIFFERENT;
        }
        long next = firstTxid;
        for (SegmentFile piece : prefix.pieces()) {
            spread(piece.firstTxid(), piece.lastTxid(), piece.path(), expected);
            next = piece.lastTxid() + 1;
        }
        boolean onlyBegun = next == firstTxid && open.lastTxid() == firstTxid;
        if (open.lastTxid() < next || onlyBegun) {
            return Outcome.NOTHING_NEW;
        }
        Path piece = download(open, next, prefix, expected);
        spread(next, open.lastTxid(), piece, expected);
        return Outcome.FETCHED;
    }

    private Path download(OpenSegmentAnswer open, long next, Prefix prefix, StorageInfo expected) throws IOException {
        StorageDirectory directory = inService.get().get(0);
        String name = FileNames.finalizedEdits(next, open.lastTxid());
        try (PendingFile file = PendingFile.begin(
                disk, directory.current(), FileNames.downloadedEdits(next, open.lastTxid(), clock.millis()), name)) {
            if (!prefix.pieces().isEmpty()) {
                copy(prefix.pieces().get(0).path(), 0, EditsFormat.HEADER_BYTES, file.sink());
            }
            primary.openSegment(open.firstTxid(), prefix.bytes(), open.bytes(), expected, file.sink());
            file.seal();
            requireWhole(file.temporary(), next, open.lastTxid());
            file.commit();
            return file.target();
        }
    }

    private void requireWhole(Path file, long firstTxid, long lastTxid) throws IOException {
        try (ByteSource source = disk.open(file)) {
            SegmentScan scan = SegmentScan.of(source);
            if (scan.firstTxid() != firstTxid || scan.lastTxid() != lastTxid || scan.tail() != SegmentTail.CLEAN) {
                throw new IOException("What came of the segment being written at " + primary.address()
                        + ": expected transactions " + firstTxid + " to " + lastTxid + ", found " + scan.firstTxid()
                        + " to " + scan.lastTxid()
                        + scan.trouble()
                                .map(trouble -> " and " + trouble.getMessage())
                                .orElse(""));
            }
        }
    }

    /** Makes sure that every directory has the piece. */
    private void spread(long firstTxid, long lastTxid, Path piece, StorageInfo expected) throws IOException {
        String name = String.valueOf(piece.getFileName());
        boolean missing = false;
        for (StorageDirectory directory : inService.get()) {
            missing |= !disk.exists(directory.file(name));
        }
        if (missing) {
            long length = disk.length(piece);
            segments.fetch(
                    new EditsManifest.Segment(firstTxid, lastTxid, length, held.crc32c(piece, length)), expected);
        }
    }

    /**
     * Removes pieces of segments that lie here whole: those whose edits are, byte for byte, those of the segment, which is
     * read from disk for the comparison. Others stay.
     *
     * @return what was removed
     */
    public List<Path> removeCovered() throws IOException {
        List<SegmentFile> all = new ArrayList<>(held.segments());
        all.sort(Comparator.comparingLong(SegmentFile::firstTxid)
                .thenComparing(Comparator.comparingLong(SegmentFile::lastTxid).reversed()));
        List<Path> removed = new ArrayList<>();
        int at = 0;
        while (at < all.size()) {
            SegmentFile whole = all.get(at);
            int end = at + 1;
            while (end < all.size() && all.get(end).lastTxid() <= whole.lastTxid()) {
                end++;
            }
            remove(whole, all.subList(at, end), removed);
            at = end;
        }
        if (!removed.isEmpty()) {
            for (StorageDirectory directory : inService.get()) {
                disk.forceDirectory(directory.current());
            }
        }
        return removed;
    }

    /** @param within {@code whole}, in every directory, and what lies between its ends */
    private void remove(SegmentFile whole, List<SegmentFile> within, List<Path> removed) throws IOException {
        List<SegmentFile> pieces = within.stream()
                .filter(segment -> !segment.range().equals(whole.range()))
                .toList();
        List<SegmentFile> chain = pieces.isEmpty() ? List.of() : chain(whole.firstTxid(), whole.lastTxid(), pieces);
        boolean prefix = !chain.isEmpty() && isPrefix(chain, whole);
        List<SegmentFile> lastFirst = new ArrayList<>(pieces);
        Collections.reverse(lastFirst); // killed in between, what is left is the beginning of the chain
        for (SegmentFile segment : lastFirst) {
            boolean inChain = chain.stream().anyMatch(piece -> piece.range().equals(segment.range()));
            boolean covered = inChain ? prefix : isPart(segment, whole);
            if (covered && disk.delete(segment.path())) {
                held.forget(segment.path());
                removed.add(segment.path());
            }
        }
    }

    /**
     * Whether the edits of a piece are, byte for byte, those of the segment: what is left of a chain that was not
     * removed whole.
     */
    private boolean isPart(SegmentFile piece, SegmentFile whole) throws IOException {
        long bytes = disk.length(piece.path()) - EditsFormat.HEADER_BYTES;
        try (ByteSource source = disk.open(whole.path())) {
            FrameReader frames = new FrameReader(source, EditsFormat.HEADER_BYTES, EditsFormat.FRAME_BYTES_MAX);
            while (frames.next() && frames.frame().txid() <= piece.firstTxid()) {
                long offset = frames.frame().offset();
                if (frames.frame().txid() == piece.firstTxid()) {
                    return offset + bytes <= source.length()
                            && crc(whole.path(), offset, bytes) == crc(piece.path(), EditsFormat.HEADER_BYTES, bytes);
                }
            }
            return false;
        }
    }

    private long crc(Path file, long from, long bytes) throws IOException {
        CRC32C crc = new CRC32C();
        copy(file, from, from + bytes, new Crc32cSink(new DiscardingSink(), crc));
        return crc.getValue();
    }

    private boolean isPrefix(List<SegmentFile> chain, SegmentFile whole) throws IOException {
        Prefix prefix = prefix(chain);
        return prefix.bytes() <= disk.length(whole.path())
                && held.crc32c(whole.path(), prefix.bytes()).equals(hex(prefix.crc()));
    }

    /** Segments that follow each other from {@code firstTxid} on, none beyond {@code lastTxid}; the longest at each step. */
    private static List<SegmentFile> chain(long firstTxid, long lastTxid, List<SegmentFile> segments) {
        List<SegmentFile> chain = new ArrayList<>();
        long next = firstTxid;
        Optional<SegmentFile> found = at(next, lastTxid, segments);
        while (found.isPresent()) {
            chain.add(found.get());
            next = found.get().lastTxid() + 1;
            found = at(next, lastTxid, segments);
        }
        return chain;
    }

    private static Optional<SegmentFile> at(long firstTxid, long lastTxid, List<SegmentFile> segments) {
        return segments.stream()
                .filter(segment -> segment.firstTxid() == firstTxid && segment.lastTxid() <= lastTxid)
                .max(Comparator.comparingLong(SegmentFile::lastTxid));
    }

    private Prefix prefix(List<SegmentFile> pieces) throws IOException {
        int done = 0;
        while (done < known.pieces().size()
                && done < pieces.size()
                && known.pieces().get(done).equals(pieces.get(done))) {
            done++;
        }
        boolean goesOn = done == known.pieces().size();
        Prefix from = goesOn ? known : new Prefix(List.of(), 0, new CRC32C());
        known = new Prefix(List.of(), 0, new CRC32C()); // unless all below is read
        long bytes = from.bytes();
        for (SegmentFile piece : pieces.subList(goesOn ? done : 0, pieces.size())) {
            long length = disk.length(piece.path());
            int skipped = bytes == 0 ? 0 : EditsFormat.HEADER_BYTES;
            copy(piece.path(), skipped, length, new Crc32cSink(new DiscardingSink(), from.crc()));
            bytes += length - skipped;
        }
        known = new Prefix(pieces, bytes, from.crc());
        return known;
    }

    private void copy(Path file, long from, long to, ByteSink sink) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (ByteSource source = disk.open(file)) {
            long position = from;
            while (position < to) {
                int count = (int) Math.min(buffer.length, to - position);
                source.readFully(position, buffer, 0, count);
                sink.write(buffer, 0, count);
                position += count;
            }
        }
    }

    private static String hex(CRC32C crc) {
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
