package io.cairn.common.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.Checksums;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive that anybody may have made, and trusts nothing of it. The manifest comes first and is checked as a
 * whole; then only what it lists is accepted, in its order, once, as plain files of its names, lengths and MD5s. Headers
 * are read block by block, so that none of tar's extensions (long names, links, sparse files) is ever followed. Memory
 * does not depend on what the archive says. Nothing counts before {@link #next} has returned empty: only then is it known
 * that the archive is whole. Single use, one thread.
 *
 * <pre>{@code
 * try (ArchiveReader archive = ArchiveReader.open(name, stream, ArchiveReader.Limits.ofTotal(room))) {
 *     for (Optional<ArchiveManifest.Entry> file = archive.next(); file.isPresent(); file = archive.next()) {
 *         archive.copyTo(sink);
 *     }
 * }
 * }</pre>
 */
public final class ArchiveReader implements Closeable {
    private static final int BLOCK_BYTES = 512;
    private static final int TYPE_OFFSET = 156;
    private static final int CHUNK_BYTES = 1 << 16;

    /** Most zero bytes behind the last entry; tar programs fill up their last record. */
    private static final int TRAILER_BYTES_MAX = 1 << 20;

    /** Memory of the decompressor: 2 to this power, bytes; what {@code zstd} itself accepts without being told. */
    private static final int WINDOW_LOG_MAX = 27;

    private final String name;
    private final TarBytes tar;
    private final ArchiveManifest manifest;
    private int nextFile;
    private ArchiveManifest.@Nullable Entry unread;
    private boolean finished;

    /**
     * How much an archive may unpack to. Immutable.
     *
     * @param totalBytesMax of all files together
     * @param ratioMax unpacked bytes per packed byte, looked at from {@code ratioFromBytes} unpacked bytes on
     */
    public record Limits(long totalBytesMax, int ratioMax, long ratioFromBytes) {
        private static final int RATIO_MAX = 1000;
        private static final long RATIO_FROM_BYTES = 64L << 20;

        /** Files of at most {@code totalBytesMax} together, packed 1000 to 1 at most. */
        public static Limits ofTotal(long totalBytesMax) {
            return new Limits(totalBytesMax, RATIO_MAX, RATIO_FROM_BYTES);
        }
    }

    private ArchiveReader(String name, TarBytes tar, Limits limits) throws IOException {
        this.name = name;
        this.tar = tar;
        this.manifest = readManifest(limits);
    }

    /**
     * Reads and checks the manifest.
     *
     * @param name what to call the archive in messages
     * @param in closed with the reader
     * @throws CorruptArchiveException if it does not begin with a manifest of a state to restore from, or announces more
     *     than {@code limits} allow
     */
    public static ArchiveReader open(String name, InputStream in, Limits limits) throws IOException {
        TarBytes tar = new TarBytes(name, in, limits);
        boolean opened = false;
        try {
            ArchiveReader reader = new ArchiveReader(name, tar, limits);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                tar.close();
            }
        }
    }

    /** What the archive says it holds. */
    public ArchiveManifest manifest() {
        return manifest;
    }

    private ArchiveManifest readManifest(Limits limits) throws IOException {
        Header header = header().orElseThrow(() -> corrupt("", 0, "a first entry " + ArchiveManifest.NAME, "no entry"));
        if (!header.name.equals(ArchiveManifest.NAME)) {
            throw corrupt(header.name, header.offset, "the first entry to be " + ArchiveManifest.NAME, header.name);
        }
        if (header.length > ArchiveManifest.BYTES_MAX) {
            throw corrupt(
                    header.name,
                    header.offset,
                    "at most " + ArchiveManifest.BYTES_MAX + " bytes",
                    header.length + " bytes");
        }
        byte[] text = new byte[(int) header.length];
        tar.readFully(header.name, text, text.length);
        skipPadding(header.name, header.length);
        ArchiveManifest parsed = parse(header, text);
        if (parsed.totalBytes() > limits.totalBytesMax) {
            throw corrupt(
                    header.name,
                    header.offset,
                    "files of at most " + limits.totalBytesMax + " bytes together",
                    parsed.totalBytes() + " bytes announced");
        }
        return parsed;
    }

    private ArchiveManifest parse(Header header, byte[] text) throws CorruptArchiveException {
        try {
            return ArchiveManifest.parse(text);
        } catch (IllegalArgumentException e) {
            throw corrupt(
                    header.name,
                    header.offset,
                    String.valueOf(e.getMessage()),
                    "a manifest of " + text.length + " bytes");
        }
    }

    /**
     * Moves to the next file, whose bytes {@link #copyTo} must then take.
     *
     * @return empty once every file of the manifest was read and the archive ended as it should
     * @throws CorruptArchiveException if the entry is not the one that the manifest lists next
     */
    public Optional<ArchiveManifest.Entry> next() throws IOException {
        if (unread != null) {
            throw new IllegalStateException(unread.name() + " was not read");
        }
        if (finished) {
            return Optional.empty();
        }
        Optional<Header> header = header();
        if (nextFile == manifest.files().size()) {
            requireEnd(header);
            finished = true;
            return Optional.empty();
        }
        ArchiveManifest.Entry expected = manifest.files().get(nextFile);
        if (header.isEmpty()) {
            throw corrupt(expected.name(), tar.position(), "this entry, as the manifest lists it", "no further entry");
        }
        requireListed(header.get(), expected);
        nextFile++;
        unread = expected;
        return Optional.of(expected);
    }

    private void requireListed(Header header, ArchiveManifest.Entry expected) throws CorruptArchiveException {
        if (!header.name.equals(expected.name())) {
            throw corrupt(
                    header.name, header.offset, "entry " + expected.name() + ", as the manifest lists it", "another");
        }
        if (header.length != expected.length()) {
            throw corrupt(
                    header.name,
                    header.offset,
                    expected.length() + " bytes, as the manifest says",
                    header.length + " bytes");
        }
    }

    private void requireEnd(Optional<Header> header) throws IOException {
        if (header.isPresent()) {
            Header more = header.get();
            throw corrupt(more.name, more.offset, "no entry that the manifest does not list", "one");
        }
        long from = tar.position();
        byte[] chunk = new byte[BLOCK_BYTES];
        int count = tar.read(chunk, 0, chunk.length);
        while (count > 0) {
            if (!isZero(chunk, count) || tar.position() - from > TRAILER_BYTES_MAX) {
                throw corrupt("", from, "the end of the archive", "further bytes");
            }
            count = tar.read(chunk, 0, chunk.length);
        }
    }

    /**
     * Copies the bytes of the file that {@link #next} moved to.
     *
     * @throws CorruptArchiveException if the archive ends before, or they do not have the MD5 of the manifest; what was
     *     copied is then worth nothing
     */
    public void copyTo(ByteSink sink) throws IOException {
        ArchiveManifest.Entry entry = unread;
        if (entry == null) {
            throw new IllegalStateException("No entry to read; call next() first");
        }
        long from = tar.position();
        MessageDigest md5 = Checksums.md5();
        byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(1, entry.length()))];
        long left = entry.length();
        while (left > 0) {
            int count = (int) Math.min(chunk.length, left);
            tar.readFully(entry.name(), chunk, count);
            md5.update(chunk, 0, count);
            sink.write(chunk, 0, count);
            left -= count;
        }
        String found = Checksums.hex(md5.digest());
        if (!found.equals(entry.md5())) {
            throw corrupt(entry.name(), from, "content with MD5 " + entry.md5(), "MD5 " + found);
        }
        skipPadding(entry.name(), entry.length());
        unread = null;
    }

    private void skipPadding(String entry, long length) throws IOException {
        int padding = (int) ((BLOCK_BYTES - length % BLOCK_BYTES) % BLOCK_BYTES);
        tar.readFully(entry, new byte[BLOCK_BYTES], padding);
    }

    /** What a header block says, once it was checked to be that of a plain file. */
    private record Header(String name, long length, long offset) {}

    /** The next header, or empty at the block of zeros that ends the entries. */
    private Optional<Header> header() throws IOException {
        long offset = tar.position();
        byte[] block = new byte[BLOCK_BYTES];
        tar.readFully("", block, BLOCK_BYTES);
        if (isZero(block, BLOCK_BYTES)) {
            return Optional.empty();
        }
        return Optional.of(checked(block, offset));
    }

    private Header checked(byte[] block, long offset) throws IOException {
        TarArchiveEntry entry = parsed(block, offset);
        String shown = printable(entry.getName());
        byte type = block[TYPE_OFFSET];
        if (type != TarArchiveEntry.LF_NORMAL && type != TarArchiveEntry.LF_OLDNORM) {
            throw corrupt(shown, offset, "a plain file", kind(type));
        }
        if (!entry.getName().equals(ArchiveManifest.NAME) && !ArchiveManifest.Entry.isAllowed(entry.getName())) {
            throw corrupt(shown, offset, "a name of a storage directory's files", "\"" + shown + "\"");
        }
        if (entry.getSize() < 0) {
            throw corrupt(shown, offset, "a length of 0 or more", entry.getSize() + "");
        }
        return new Header(entry.getName(), entry.getSize(), offset);
    }

    private TarArchiveEntry parsed(byte[] block, long offset) throws CorruptArchiveException {
        try {
            if (TarUtils.verifyCheckSum(block)) {
                return new TarArchiveEntry(block);
            }
        } catch (IllegalArgumentException e) {
            // A field that should be a number is none: the same complaint as of a wrong checksum.
        }
        throw corrupt("", offset, "a tar header with its checksum", "other bytes");
    }

    private static String kind(byte type) {
        return switch (type) {
            case TarArchiveEntry.LF_LINK -> "a hard link";
            case TarArchiveEntry.LF_SYMLINK -> "a symbolic link";
            case TarArchiveEntry.LF_CHR, TarArchiveEntry.LF_BLK -> "a device";
            case TarArchiveEntry.LF_DIR -> "a directory";
            case TarArchiveEntry.LF_FIFO -> "a named pipe";
            default -> "an entry of type " + printable(String.valueOf((char) type));
        };
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private CorruptArchiveException corrupt(String entry, long offset, String expected, String found) {
        return new CorruptArchiveException(name, entry, offset, expected, found);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** The unpacked stream, with its position, and with a watch on how much comes out of how little. One thread. */
    private static final class TarBytes implements Closeable {
        private final String name;
        private final Limits limits;
        private final CountingStream packed;
        private final ZstdInputStreamNoFinalizer unpacked;
        private long position;

        TarBytes(String name, InputStream in, Limits limits) throws IOException {
            this.name = name;
            this.limits = limits;
            packed = new CountingStream(in);
            unpacked = new ZstdInputStreamNoFinalizer(packed).setLongMax(WINDOW_LOG_MAX);
        }

        long position() {
            return position;
        }

        /** Reads up to {@code count} bytes; 0 or less at the end. */
        int read(byte[] target, int offset, int count) throws IOException {
            int read;
            try {
                read = unpacked.read(target, offset, count);
            } catch (IOException e) {
                throw located(e);
            }
            position += Math.max(0, read);
            if (position > limits.ratioFromBytes && position / limits.ratioMax > packed.count()) {
                throw new CorruptArchiveException(
                        name,
                        "",
                        position,
                        "at most " + limits.ratioMax + " bytes out of each packed byte",
                        position + " bytes out of " + packed.count());
            }
            return read;
        }

        void readFully(String entry, byte[] target, int count) throws IOException {
            int done = 0;
            while (done < count) {
                int read = read(target, done, count - done);
                if (read <= 0) {
                    throw new CorruptArchiveException(
                            name, entry, position, (count - done) + " more bytes", "the end: the archive is cut short");
                }
                done += read;
            }
        }

        /** What the decompressor complains about; errors of the stream below pass as they are. */
        private IOException located(IOException e) {
            if (packed.failed()) {
                return e;
            }
            CorruptArchiveException corrupt = new CorruptArchiveException(
                    name, "", position, "a whole zstd stream", String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            return corrupt;
        }

        @Override
        public void close() throws IOException {
            unpacked.close();
        }
    }
}
