package io.cairn.common.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Spells one fact and hashes it: the format {@code cairn-digest-1}. A fact is a row of 64-bit words, one for its kind and
 * then those of its values; its hash is MurmurHash3 x64 128 with seed 0 of these words in little-endian order, the first
 * half being the high one. What can be there several times (blocks, ACL entries, attributes, quotas by type) is a fact
 * each, so a change costs what changed. A number is one word, signed; {@code bytes} and {@code text} (UTF-8) are a word
 * with their length in bytes and then the bytes, eight a word, the last one filled up with zeros; {@code opt} is one word
 * 0 (absent, and nothing follows) or 1. The hash is computed here word by word, as the facts come; a test
 * holds it to that of Commons Codec.
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

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ASCII_MAX = 0x7f;
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    // The hash of the words so far; a word at an even place waits for its neighbour.
    private long h1;
    private long h2;
    private long waiting;
    private int words;

    // The finished hash.
    private long high;
    private long low;

    /** Starts over with a fact of that kind. */
    public FactBuffer begin(int kind) {
        h1 = 0;
        h2 = 0;
        words = 0;
        word(kind);
        return this;
    }

    public FactBuffer i32(int value) {
        word(value);
        return this;
    }

    public FactBuffer i64(long value) {
        word(value);
        return this;
    }

    public FactBuffer bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public FactBuffer bytes(byte[] source, int offset, int count) {
        word(count);
        int at = offset;
        int end = offset + count;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            word((long) WORD.get(source, at));
        }
        if (at < end) {
            long last = 0;
            for (int shift = 0; at < end; shift += Byte.SIZE) {
                last |= (source[at++] & 0xffL) << shift;
            }
            word(last);
        }
        return this;
    }

    public FactBuffer text(String text) {
        int count = text.length();
        for (int i = 0; i < count; i++) {
            if (text.charAt(i) > ASCII_MAX) {
                return bytes(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        word(count);
        long next = 0;
        for (int i = 0; i < count; i++) {
            int place = i & (Long.BYTES - 1);
            next |= (long) text.charAt(i) << (place * Byte.SIZE);
            if (place == Long.BYTES - 1 || i == count - 1) {
                word(next);
                next = 0;
            }
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
        word(0);
        return this;
    }

    /** An {@code opt} that is there: its value has to follow. */
    public FactBuffer present() {
        word(1);
        return this;
    }

    private void word(long value) {
        if ((words++ & 1) == 0) {
            waiting = value;
            return;
        }
        h1 ^= Long.rotateLeft(waiting * C1, 31) * C2;
        h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
        h2 ^= Long.rotateLeft(value * C2, 33) * C1;
        h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }

    /** Finishes the hash of the fact: {@link #high} and {@link #low}. Nothing may be added afterwards. */
    void finish() {
        long a = h1;
        long b = h2;
        if ((words & 1) == 1) {
            a ^= Long.rotateLeft(waiting * C1, 31) * C2;
        }
        long length = (long) words * Long.BYTES;
        a ^= length;
        b ^= length;
        a += b;
        b += a;
        a = mix(a);
        b = mix(b);
        high = a + b;
        low = b + high;
    }

    private static long mix(long value) {
        long mixed = value;
        mixed ^= mixed >>> 33;
        mixed *= 0xff51afd7ed558ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** First half of the finished hash. */
    long high() {
        return high;
    }

    /** Second half of the finished hash. */
    long low() {
        return low;
    }
}
