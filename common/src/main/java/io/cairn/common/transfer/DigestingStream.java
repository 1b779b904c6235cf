package io.cairn.common.transfer;

import io.cairn.common.bytes.Checksums;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and digests (MD5, as HDFS's sidecar files) what is read through it. Single use, one thread. */
public final class DigestingStream extends FilterInputStream {
    private final MessageDigest md5;
    private long bytesRead;

    public DigestingStream(InputStream source) {
        super(source);
        md5 = Checksums.md5();
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            md5.update((byte) value);
            bytesRead++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int read = in.read(target, offset, count);
        if (read > 0) {
            md5.update(target, offset, read);
            bytesRead += read;
        }
        return read;
    }

    /** Skips by reading, so that what is skipped counts in the digest too. */
    @Override
    public long skip(long count) throws IOException {
        byte[] waste = new byte[(int) Math.min(8192, Math.max(count, 1))];
        long skipped = 0;
        while (skipped < count) {
            int read = read(waste, 0, (int) Math.min(waste.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Bytes read so far. */
    public long bytesRead() {
        return bytesRead;
    }

    /** MD5 of what was read, 32 hexadecimal digits in lower case; call once, at the end. */
    public String md5Hex() {
        return HexFormat.of().formatHex(md5.digest());
    }
}
