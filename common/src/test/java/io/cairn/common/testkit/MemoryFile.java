package io.cairn.common.testkit;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import java.io.ByteArrayOutputStream;

/** Bytes in memory as a file: written once, then read. Single use, one thread. */
public final class MemoryFile implements ByteSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Override
    public void write(byte[] source, int offset, int count) {
        out.write(source, offset, count);
    }

    @Override
    public long position() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public ByteSource source() {
        return source(out.toByteArray());
    }

    /** Fixed bytes as a file. */
    public static ByteSource source(byte[] bytes) {
        return new MemorySource(bytes);
    }
}
