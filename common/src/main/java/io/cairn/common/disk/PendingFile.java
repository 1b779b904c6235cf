package io.cairn.common.disk;

import io.cairn.common.bytes.ByteSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that gets its name only when it is whole: written under a temporary name, forced, renamed, directory forced.
 * After a crash there is either nothing or a temporary name, or the whole file; {@link #close} without
 * {@link #commit} removes it. Single use, one thread.
 *
 * <pre>{@code
 * try (PendingFile file = PendingFile.begin(disk, directory, "fsimage.ckpt_…", "fsimage_…")) {
 *     writer.write(file.sink());
 *     file.seal();            // forced and closed; may now be re-read at file.temporary()
 *     file.commit();          // renamed, directory forced
 * }
 * }</pre>
 */
public final class PendingFile implements Closeable {
    /** Ending of temporary names where the format gives no name of its own. */
    public static final String TEMPORARY_ENDING = ".tmp";

    private static final int BUFFER_BYTES = 1 << 18;

    private final Disk disk;
    private final Path temporary;
    private final Path target;
    private final BufferedSink sink;
    private boolean sealed;
    private boolean renamed;
    private boolean failed;
    private boolean closed;

    private PendingFile(Disk disk, Path temporary, Path target, DiskFile file, int bufferBytes) {
        this.disk = disk;
        this.temporary = temporary;
        this.target = target;
        this.sink = new BufferedSink(file, bufferBytes);
    }

    /** Begins {@code target}, for now named with {@link #TEMPORARY_ENDING} behind it. */
    public static PendingFile begin(Disk disk, Path target) throws IOException {
        Path name = target.getFileName();
        return begin(disk, target.resolveSibling(name + TEMPORARY_ENDING), target, BUFFER_BYTES);
    }

    /** Begins a file of {@code directory} that is named {@code temporaryName} until it is committed. */
    public static PendingFile begin(Disk disk, Path directory, String temporaryName, String finalName)
            throws IOException {
        return begin(disk, directory.resolve(temporaryName), directory.resolve(finalName), BUFFER_BYTES);
    }

    private static PendingFile begin(Disk disk, Path temporary, Path target, int bufferBytes) throws IOException {
        return new PendingFile(disk, temporary, target, disk.create(temporary), bufferBytes);
    }

    /** Writes {@code content} as the new {@code target}, replacing it atomically. Durable on return. */
    public static void replace(Disk disk, Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY_ENDING);
        try (PendingFile file = begin(disk, temporary, target, Math.max(1, Math.min(content.length, BUFFER_BYTES)))) {
            file.sink().write(content, 0, content.length);
            file.commit();
        }
    }

    /** Where the content goes. Buffered; nothing is durable before {@link #seal}. */
    public ByteSink sink() {
        return sink;
    }

    /** Path of the file until {@link #commit}. */
    public Path temporary() {
        return temporary;
    }

    /** Path of the file after {@link #commit}. */
    public Path target() {
        return target;
    }

    /**
     * Forces the content and closes the file, so that it can be re-read under its temporary name. Nothing more may be
     * written. A second call does nothing.
     *
     * @throws IOException if the content may not be on disk; {@link #commit} then refuses
     */
    public void seal() throws IOException {
        if (sealed) {
            return;
        }
        requireUsable();
        failed = true; // until proven otherwise
        sink.forceAndClose();
        failed = false;
        sealed = true;
    }

    /**
     * Makes the file appear under its final name, replacing one that is there. Durable on return.
     *
     * @throws IOException if the file is not durably there. When forcing the directory is what failed, the file has its
     *     new name but a crash may take it back, and the directory is not to be trusted any more
     */
    public void commit() throws IOException {
        seal();
        requireUsable();
        failed = true;
        disk.rename(temporary, target);
        renamed = true;
        Path directory = target.getParent();
        disk.forceDirectory(directory == null ? Path.of(".") : directory);
        failed = false;
        closed = true;
    }

    private void requireUsable() {
        if (failed || closed) {
            throw new IllegalStateException(temporary + " is " + (closed ? "closed" : "failed"));
        }
    }

    /** Removes the file unless it was committed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            sink.closeFile();
        } finally {
            if (!renamed) {
                disk.delete(temporary);
            }
        }
    }

    /** Gathers small writes. */
    private static final class BufferedSink implements ByteSink {
        private final byte[] buffer;
        private int buffered;
        private long flushed;
        private boolean broken;
        private @Nullable DiskFile file;

        BufferedSink(DiskFile file, int bufferBytes) {
            this.file = file;
            this.buffer = new byte[bufferBytes];
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            if (count >= buffer.length) {
                flush();
                writeThrough(source, offset, count);
                return;
            }
            if (count > buffer.length - buffered) {
                flush();
            }
            System.arraycopy(source, offset, buffer, buffered, count);
            buffered += count;
        }

        @Override
        public long position() {
            return flushed + buffered;
        }

        private void flush() throws IOException {
            int count = buffered;
            buffered = 0;
            writeThrough(buffer, 0, count);
        }

        private void writeThrough(byte[] source, int offset, int count) throws IOException {
            if (count > 0) {
                DiskFile open = open();
                broken = true; // until proven otherwise: a file with a hole must never be committed
                open.write(flushed, source, offset, count);
                broken = false;
                flushed += count;
            }
        }

        void forceAndClose() throws IOException {
            flush();
            open().force(true);
            closeFile();
        }

        void closeFile() throws IOException {
            DiskFile open = file;
            file = null;
            if (open != null) {
                open.close();
            }
        }

        private DiskFile open() {
            if (file == null || broken) {
                throw new IllegalStateException("The file takes no more bytes: it is sealed, closed or damaged");
            }
            return file;
        }
    }
}
