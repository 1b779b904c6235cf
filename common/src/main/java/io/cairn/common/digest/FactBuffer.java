package io.cairn.common.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spells one fact and hashes it: the format {@code cairn-digest-1}. A fact is a row of 64-bit words, one for its kind and
 * then those of its values; its hash is MurmurHash3 x64 128 with seed 0 of these words in little-endian order, the first
 * half being the high one. What can be there several times (blocks, ACL entries, attributes, quotas by type) is a fact
 * each, so a change costs what changed. A number is one word, signed; {@code bytes} and {@code text} (UTF-8) are a word
 * with their length in bytes and then the bytes, eight a word, the last one filled up with zeros; {@code opt} is one word
 * 0 (absent, and nothing follows) or 1. The hash is computed here, from words; a test holds it to that of Commons Codec.
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
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;
    private static final int WORDS_AT_FIRST = 64;

    /** Slots for texts whose bytes are kept, a power of two: users and groups are few and come in nearly every fact. */
    private static final int TEXTS = 256;

    private static final int KEPT_CHARS_MAX = 64;

    // The words of the fact so far. Hashing them in one go keeps the hash in registers.
    private long[] words = new long[WORDS_AT_FIRST];
    private int count;

    private final @Nullable String[] texts = new String[TEXTS];
    private final byte[][] textBytes = new byte[TEXTS][];

    // The finished hash.
    private long high;
    private long low;

    /** Starts over with a fact of that kind. */
    public FactBuffer begin(int kind) {
        words[0] = kind;
        count = 1;
        return this;
    }

    public FactBuffer i32(int value) {
        return i64(value);
    }

    public FactBuffer i64(long value) {
        if (count == words.length) {
            grow(1);
        }
        words[count++] = value;
        return this;
    }

    public FactBuffer bytes(byte[] source) {
        return bytes(source, 0, source.length);
    }

    public FactBuffer bytes(byte[] source, int offset, int length) {
        int needed = 2 + length / Long.BYTES;
        if (words.length - count < needed) {
            grow(needed);
        }
        long[] row = words;
        int next = count;
        row[next++] = length;
        int at = offset;
        int end = offset + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            row[next++] = (long) WORD.get(source, at);
        }
        if (at < end) {
            long last = 0;
            for (int shift = 0; at < end; shift += Byte.SIZE) {
                last |= (source[at++] & 0xffL) << shift;
            }
            row[next++] = last;
        }
        count = next;
        return this;
    }

    public FactBuffer text(String text) {
        if (text.length() > KEPT_CHARS_MAX) {
            return bytes(text.getBytes(StandardCharsets.UTF_8));
        }
        int slot = text.hashCode() & (TEXTS - 1);
        if (!text.equals(texts[slot])) {
            texts[slot] = text;
            textBytes[slot] = text.getBytes(StandardCharsets.UTF_8);
        }
        return bytes(textBytes[slot]);
    }

    public FactBuffer opt(@Nullable String text) {
        return text == null ? absent() : present().text(text);
    }

    public FactBuffer opt(@Nullable Number value) {
        return value == null ? absent() : present().i64(value.longValue());
    }

    /** An {@code opt} that is not there. */
    public FactBuffer absent() {
        return i64(0);
    }

    /** An {@code opt} that is there: its value has to follow. */
    public FactBuffer present() {
        return i64(1);
    }

    private void grow(int needed) {
        words = Arrays.copyOf(words, Math.max(2 * words.length, count + needed));
    }

    /** Finishes the hash of the fact: {@link #high} and {@link #low}. Nothing may be added afterwards. */
    void finish() {
        long[] row = words;
        int end = count;
        long a = 0;
        long b = 0;
        for (int i = 0; i < end - 1; i += 2) {
            a ^= Long.rotateLeft(row[i] * C1, 31) * C2;
            a = (Long.rotateLeft(a, 27) + b) * 5 + 0x52dce729;
            b ^= Long.rotateLeft(row[i + 1] * C2, 33) * C1;
            b = (Long.rotateLeft(b, 31) + a) * 5 + 0x38495ab5;
        }
        if ((end & 1) == 1) {
            a ^= Long.rotateLeft(row[end - 1] * C1, 31) * C2;
        }
        long length = (long) end * Long.BYTES;
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
