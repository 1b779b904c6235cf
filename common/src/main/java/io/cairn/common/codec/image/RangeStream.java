package io.cairn.common.codec.image;

import io.cairn.common.bytes.ByteSource;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a range of a source as a stream. Does not close the source. Single use, one thread. */
final class RangeStream extends InputStream {
    private final ByteSource source;
    private long position;
    private final long end;
    private boolean failed;

    RangeStream(ByteSource source, long offset, long length) {
        this.source = source;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (position == end) {
            return -1;
        }
        failed = true;
        int read = source.read(position, target, offset, (int) Math.min(count, end - position));
        if (read < 0) {
            throw new EOFException(source.name() + ": ends at " + position + ", before " + end
                    + ", although it was longer when it was opened");
        }
        failed = false;
        position += read;
        return read;
    }

    /** True if the last read failed, so that an error above is the machine's and not the data's. */
    boolean hasFailed() {
        return failed;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
}
