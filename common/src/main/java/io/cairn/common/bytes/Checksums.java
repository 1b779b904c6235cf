package io.cairn.common.bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums of HDFS's files and of ours. Stateless. */
public final class Checksums {
    private Checksums() {}

    /** CRC-32 (IEEE 802.3) of a range, as the edit log has it after each op. */
    public static int crc32(byte[] bytes, int offset, int count) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, count);
        return (int) crc.getValue();
    }

    /** CRC-32C (Castagnoli) of a range. */
    public static int crc32c(byte[] bytes, int offset, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, count);
        return (int) crc.getValue();
    }

    /** A fresh MD5, the digest of HDFS's image files. */
    public static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must have MD5", e);
        }
    }

    /** Lower-case hexadecimal digits, two a byte. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
