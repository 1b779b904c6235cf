package io.cairn.common.bytes;

import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Digests (CRC-32C, as lists of segments have it) what passes through to another sink. Single use, one thread. */
public final class Crc32cSink implements ByteSink {
    private final ByteSink sink;
    private final CRC32C crc;
    private long position;

    public Crc32cSink(ByteSink sink) {
        this(sink, new CRC32C());
    }

    /** @param crc of what came before, which is brought up to date as bytes pass */
    public Crc32cSink(ByteSink sink, CRC32C crc) {
        this.sink = sink;
        this.crc = crc;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        crc.update(source, offset, count);
        sink.write(source, offset, count);
        position += count;
    }

    /** Bytes that have passed through here. */
    @Override
    public long position() {
        return position;
    }

    /** Of what has passed so far: 8 hexadecimal digits in lower case. */
    public String crc32c() {
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
