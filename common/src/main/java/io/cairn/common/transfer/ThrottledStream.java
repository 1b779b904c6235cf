package io.cairn.common.transfer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes bytes on no faster than a number of them a second. Single use, one thread. */
public final class ThrottledStream extends FilterOutputStream {
    private final Throttle throttle;

    /** @param bytesPerSecond zero or less for no limit */
    public ThrottledStream(OutputStream target, long bytesPerSecond) {
        super(target);
        throttle = new Throttle(bytesPerSecond);
    }

    @Override
    public void write(int value) throws IOException {
        throttle.moved(1);
        out.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        throttle.moved(count);
        out.write(source, offset, count);
    }
}
