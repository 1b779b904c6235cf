package io.cairn.cli;

import io.cairn.common.bytes.ByteSink;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Digests what passes on to another sink. Confined to one thread. */
final class Crc32cSink implements ByteSink {
    private final ByteSink sink;
    private final CRC32C crc = new CRC32C();
    private long position;

    Crc32cSink(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        crc.update(source, offset, count);
        sink.write(source, offset, count);
        position += count;
    }

    @Override
    public long position() {
        return position;
    }

    /** Of what has passed so far: 8 hexadecimal digits in lower case. */
    String crc32c() {
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
