package io.cairn.common.disk;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file open for writing. Closing does not force. After a failed {@link #force} nothing about the file's content is
 * known and it must not be forced again. One thread at a time.
 */
public interface DiskFile extends Closeable {
    /** Writes all of {@code count} bytes at {@code position}, looping over short writes. */
    void write(long position, byte[] source, int offset, int count) throws IOException;

    /** Forces content (and the length, if it grew) to disk; {@code metadata} asks for times and mode as well. */
    void force(boolean metadata) throws IOException;

    /** Cuts or extends to {@code length} bytes. */
    void truncate(long length) throws IOException;

    long length() throws IOException;

    @Override
    void close() throws IOException;
}
