package io.cairn.common.layout;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.bytes.Md5Sink;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;

/** Copies finished files between storage directories, and believes a copy only after reading it again. Thread-safe. */
final class FileCopy {
    private static final int CHUNK_BYTES = 1 << 18;
    /** What must stay free beside a copy. */
    private static final long RESERVE_BYTES = 16L << 20;

    private final Disk disk;
    private final BooleanSupplier stop;

    /** @param stop looked at between chunks: when it says true, copying ends with {@link InterruptedIOException} */
    FileCopy(Disk disk, BooleanSupplier stop) {
        this.disk = disk;
        this.stop = stop;
    }

    /** What is done when the copy was forced and re-read, before it gets its name. */
    interface BeforeNaming {
        void run() throws IOException;
    }

    /**
     * Copies {@code source} to {@code target}. Durable on return; after a crash there is the whole file or at most one
     * of the temporary name.
     *
     * @param temporaryName in the directory of {@code target}
     * @param md5 what the source must have
     * @throws CorruptStorageException if the source has another MD5
     * @throws IOException if there is no room, or what the disk gives back is not what was written
     */
    void copy(Path source, byte[] md5, Path target, String temporaryName, BeforeNaming beforeNaming)
            throws IOException {
        Path directory = target.resolveSibling(temporaryName).getParent();
        requireRoom(source, directory == null ? Path.of(".") : directory);
        try (PendingFile file = PendingFile.begin(
                disk,
                directory == null ? Path.of(".") : directory,
                temporaryName,
                String.valueOf(target.getFileName()))) {
            Md5Sink sink = new Md5Sink(file.sink());
            drain(source, sink);
            requireMd5(source, "changed since it was proven", md5, sink.md5());
            file.seal();
            requireMd5(file.temporary(), "re-read as something else than was written", md5, md5(file.temporary()));
            beforeNaming.run();
            file.commit();
        }
    }

    /** MD5 of a file as the disk gives it back. */
    byte[] md5(Path file) throws IOException {
        Md5Sink sink = new Md5Sink(new DiscardingSink());
        drain(file, sink);
        return sink.md5();
    }

    private void requireRoom(Path source, Path directory) throws IOException {
        long needed = disk.length(source) + RESERVE_BYTES;
        long usable = disk.usableBytes(directory);
        if (needed > usable) {
            throw new IOException("No room in " + directory + " for a copy of " + source + ": " + needed
                    + " bytes are needed, " + usable + " are free");
        }
    }

    private void drain(Path file, ByteSink sink) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (ByteSource source = disk.open(file)) {
            long position = 0;
            for (int read = source.read(position, chunk, 0, chunk.length);
                    read > 0;
                    read = source.read(position, chunk, 0, chunk.length)) {
                if (stop.getAsBoolean()) {
                    throw new InterruptedIOException("Copying " + file + " was given up: the process stops");
                }
                sink.write(chunk, 0, read);
                position += read;
            }
        }
    }

    private static void requireMd5(Path file, String problem, byte[] expected, byte[] found)
            throws CorruptStorageException {
        if (!Arrays.equals(expected, found)) {
            HexFormat hex = HexFormat.of();
            throw new CorruptStorageException(file, problem, "MD5 " + hex.formatHex(expected), hex.formatHex(found));
        }
    }
}
