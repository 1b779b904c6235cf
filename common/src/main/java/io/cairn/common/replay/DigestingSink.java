package io.cairn.common.replay;

import io.cairn.common.bytes.ByteSink;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.zip.CRC32C;

/**
 * Passes bytes on in large writes and digests them on the way: MD5 in a {@link DigestThread}, for the sidecar, and
 * CRC-32C here, so that re-reading the file is cheap to check. {@link #finish} before use of the digests; {@link #close}
 * always. Single use, one thread.
 */
final class DigestingSink implements ByteSink, Closeable {
    private final ByteSink target;
    private final DigestThread digests = new DigestThread();
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[DigestThread.BUFFER_BYTES];
    private int buffered;
    private long written;

    DigestingSink(ByteSink target) {
        this.target = target;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (buffered == buffer.length) {
                flush();
            }
            int part = Math.min(count - done, buffer.length - buffered);
            System.arraycopy(source, offset + done, buffer, buffered, part);
            buffered += part;
            done += part;
        }
    }

    @Override
    public long position() {
        return written + buffered;
    }

    /**
     * Passes on what is left.
     *
     * @return the MD5 of all bytes
     */
    byte[] finish() throws IOException {
        flush();
        try {
            return digests.finish();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** CRC-32C of all bytes, after {@link #finish}. */
    long crc32c() {
        return crc.getValue();
    }

    private void flush() throws IOException {
        byte[] full = buffer;
        int count = buffered;
        try {
            digests.digest(full, count);
            crc.update(full, 0, count);
            target.write(full, 0, count);
            written += count;
            buffered = 0;
            buffer = digests.takeBuffer();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while an image was being digested");
    }

    @Override
    public void close() {
        digests.stop();
    }
}
