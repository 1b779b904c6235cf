package io.cairn.common.bytes;

import java.io.IOException;
import java.security.MessageDigest;

/** Digests (MD5, as HDFS's sidecar files) what passes through to another sink. Single use, one thread. */
public final class Md5Sink implements ByteSink {
    private final ByteSink sink;
    private final MessageDigest digest;

    public Md5Sink(ByteSink sink) {
        this.sink = sink;
        digest = Checksums.md5();
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        digest.update(source, offset, count);
        sink.write(source, offset, count);
    }

    @Override
    public long position() {
        return sink.position();
    }

    /** MD5 of what passed through, 16 bytes; call once, at the end. */
    public byte[] md5() {
        return digest.digest();
    }
}
