package io.cairn.common.bytes;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/**
 * Random access to bytes that do not change while they are read, usually a file. Thread-safe: positions are passed in,
 * none is kept.
 */
public interface ByteSource extends Closeable {
    /** What to call it in an error message, usually the file's path. */
    String name();

    /** Length in bytes when it was opened. */
    long length();

    /**
     * Reads at {@code position} up to {@code count} bytes into {@code target} from {@code offset}.
     *
     * @return bytes read, at least 1, or −1 at or beyond the end
     */
    int read(long position, byte[] target, int offset, int count) throws IOException;

    /**
     * Reads exactly {@code count} bytes.
     *
     * @throws EOFException if the source ends before that, naming source and position
     */
    default void readFully(long position, byte[] target, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int read = read(position + done, target, offset + done, count - done);
            if (read < 0) {
                throw new EOFException(name() + ": ends at " + length() + ", but bytes " + position + " to "
                        + (position + count) + " (exclusive) are needed");
            }
            done += read;
        }
    }

    @Override
    void close() throws IOException;
}
