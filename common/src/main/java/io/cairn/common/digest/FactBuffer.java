package io.cairn.common.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.codec.digest.MurmurHash3;
import org.jspecify.annotations.Nullable;

/**
 * Spells one fact and hashes it: the format {@code cairn-digest-1}. A fact is one byte for its kind and its values, one
 * after the other; its hash is MurmurHash3 x64 128 with seed 0 of these bytes, the first half being the high one. What
 * can be there several times (blocks, ACL entries, attributes, quotas by type) is a fact each, so a change costs what
 * changed. Numbers are little-endian and signed; {@code bytes} and {@code text} (UTF-8) are preceded by their length
 * (i32), {@code opt} by one byte 0 (absent, and nothing follows) or 1.
 *
 * <table>
 * <caption>Facts</caption>
 * <tr><th>kind</th><th>values</th></tr>
 * <tr><td>1 file</td><td>i64 id, bytes name, text user, text group, i32 mode, i64 mtime, i64 atime, i32 replication (0
 * if striped), i64 preferred block size, i32 storage policy, i32 erasure-coding policy (0 if contiguous)</td></tr>
 * <tr><td>2 directory</td><td>i64 id, bytes name, text user, text group, i32 mode, i64 mtime, i64 namespace quota, i64
 * space quota</td></tr>
 * <tr><td>3 symlink</td><td>i64 id, bytes name, text user, text group, i32 mode, i64 mtime, i64 atime, text
 * target</td></tr>
 * <tr><td>4 block of a file</td><td>i64 inode, i32 place from 0, i64 id, i64 length, i64 generation stamp</td></tr>
 * <tr><td>5 writer of an open file</td><td>i64 inode, text client name, text client machine</td></tr>
 * <tr><td>6 stored ACL entry</td><td>i64 inode, i32 permission | type &lt;&lt; 3 | scope &lt;&lt; 5, opt text
 * name</td></tr>
 * <tr><td>7 extended attribute</td><td>i64 inode, i32 namespace, text name, bytes value</td></tr>
 * <tr><td>8 quota by storage type</td><td>i64 inode, i32 type (ordinal in edits), i64 bytes</td></tr>
 * <tr><td>9 link</td><td>i64 directory, i64 child; the name is the child's</td></tr>
 * <tr><td>10 delegation key</td><td>i32 id, i64 expiry, bytes key</td></tr>
 * <tr><td>11 delegation token</td><td>text owner, text renewer, text real user, i64 issue date, i64 max date, i32
 * sequence number, i32 master key, i64 expiry</td></tr>
 * <tr><td>12 cache pool</td><td>text name, opt text owner, opt text group, opt i64 mode, opt i64 limit, opt i64 longest
 * expiry</td></tr>
 * <tr><td>13 cache directive</td><td>i64 id, opt text path, opt i64 replication, opt text pool, opt i64 expiry</td></tr>
 * <tr><td>14 erasure-coding policy</td><td>i32 id, i32 state from 0; if the id is 64 or more, text name, text codec, i32
 * data units, i32 parity units, i32 cell size, i32 number of options, each text key, text value, by key</td></tr>
 * <tr><td>15 counters</td><td>i32 namespace id, i64 genstamp V1, i64 genstamp V2, i64 limit of genstamp V1, i64 last
 * block id, i64 last striped block id, i64 last inode id, i64 start of a rolling upgrade, i32 current key, i32 token
 * sequence, i64 next directive, i32 snapshot counter</td></tr>
 * </table>
 *
 * <p>Left out is what an image cannot hold, or an image written by Hadoop 3.5.0 does not: the txid, a cache pool's default
 * replication, quotas for RAM disks, whether an empty attribute value or key was null, and built-in erasure-coding
 * policies (ids below 64) that are disabled, which a layout before −64 has no place for. Texts that are no UTF-8 are taken
 * as Java decodes and encodes them. Confined to one thread.
 */
public final class FactBuffer {
    public static final int FILE = 1;
    public static final int DIRECTORY = 2;
    public static final int SYMLINK = 3;
    public static final int BLOCK = 4;
    public static final int WRITER = 5;
    public static final int ACL = 6;
    public static final int XATTR = 7;
    public static final int TYPE_QUOTA = 8;
    public static final int LINK = 9;
    public static final int KEY = 10;
    public static final int TOKEN = 11;
    public static final int POOL = 12;
    public static final int DIRECTIVE = 13;
    public static final int EC_POLICY = 14;
    public static final int COUNTERS = 15;

    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ASCII_MAX = 0x7f;

    private byte[] bytes = new byte[512];
    private int size;

    /** Starts over with a fact of that kind. */
    public FactBuffer begin(int kind) {
        bytes[0] = (byte) kind;
        size = 1;
        return this;
    }

    public FactBuffer i32(int value) {
        int at = extend(Integer.BYTES);
        I32.set(bytes, at, value);
        return this;
    }

    public FactBuffer i64(long value) {
        int at = extend(Long.BYTES);
        I64.set(bytes, at, value);
        return this;
    }

    public FactBuffer bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public FactBuffer bytes(byte[] source, int offset, int count) {
        i32(count);
        int at = extend(count);
        System.arraycopy(source, offset, bytes, at, count);
        return this;
    }

    public FactBuffer text(String text) {
        int count = text.length();
        int start = size;
        i32(count);
        int at = extend(count);
        for (int i = 0; i < count; i++) {
            char unit = text.charAt(i);
            if (unit > ASCII_MAX) {
                size = start;
                return bytes(text.getBytes(StandardCharsets.UTF_8));
            }
            bytes[at + i] = (byte) unit;
        }
        return this;
    }

    public FactBuffer opt(@Nullable String text) {
        return text == null ? absent() : present().text(text);
    }

    public FactBuffer opt(@Nullable Number value) {
        return value == null ? absent() : present().i64(value.longValue());
    }

    /** An {@code opt} that is not there. */
    public FactBuffer absent() {
        int at = extend(1);
        bytes[at] = 0;
        return this;
    }

    /** An {@code opt} that is there: its value has to follow. */
    public FactBuffer present() {
        int at = extend(1);
        bytes[at] = 1;
        return this;
    }

    /** Hash of the fact: high half, low half. */
    long[] hash() {
        return MurmurHash3.hash128x64(bytes, 0, size, 0);
    }

    private int extend(int count) {
        int at = size;
        size = Math.addExact(at, count);
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
        }
        return at;
    }
}
