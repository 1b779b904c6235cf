package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import java.io.ByteArrayOutputStream;

/** Keeps what it is given, for content whose size is known to be small. Confined to one thread. */
final class SmallSink implements ByteSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(byte[] source, int offset, int count) {
        bytes.write(source, offset, count);
    }

    @Override
    public long position() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
