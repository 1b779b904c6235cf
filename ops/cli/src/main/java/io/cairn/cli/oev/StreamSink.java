package io.cairn.cli.oev;

import io.cairn.common.bytes.ByteSink;
import java.io.IOException;
import java.io.OutputStream;

/** A sink that is a stream. Confined to one thread. */
final class StreamSink implements ByteSink {
    private final OutputStream out;
    private long position;

    StreamSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        out.write(source, offset, count);
        position += count;
    }

    @Override
    public long position() {
        return position;
    }
}
