package io.cairn.common.store.rocks;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.FsName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the rows. Numbers are 8 bytes big-endian, so that byte order is number order (ids are positive).
 *
 * <table>
 * <caption>Column families</caption>
 * <tr><th>family</th><th>key</th><th>value</th></tr>
 * <tr><td>default</td><td>text</td><td>{@code txid} (with the sum of facts), {@code counters}, {@code inodes} (their number), {@code format}</td></tr>
 * <tr><td>inode</td><td>id</td><td>parent id and attributes; see {@link ValueCodec}</td></tr>
 * <tr><td>block</td><td>id, chunk number (4 bytes)</td><td>blocks beyond those in the inode's own row</td></tr>
 * <tr><td>child</td><td>parent id, name with each byte's top bit flipped</td><td>child id</td></tr>
 * <tr><td>count</td><td>directory id</td><td>number of children</td></tr>
 * <tr><td>open</td><td>id</td><td>empty; the file is under construction</td></tr>
 * <tr><td>side</td><td>table name, 0x00, entry key</td><td>see {@link ValueCodec}</td></tr>
 * </table>
 *
 * <p>Flipping the top bit turns RocksDB's unsigned order into HDFS's order of children, which compares signed bytes.
 */
final class KeySchema {
    static final byte[] TXID = text("txid");
    static final byte[] COUNTERS = text("counters");
    static final byte[] INODE_COUNT = text("inodes");
    static final byte[] FORMAT = text("format");

    private static final int ID_BYTES = Long.BYTES;

    private KeySchema() {}

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] id(long id) {
        byte[] key = new byte[ID_BYTES];
        putLong(key, id);
        return key;
    }

    static byte[] block(long id, int chunk) {
        byte[] key = new byte[ID_BYTES + Integer.BYTES];
        putLong(key, id);
        for (int i = 0; i < Integer.BYTES; i++) {
            key[ID_BYTES + i] = (byte) (chunk >>> (24 - 8 * i));
        }
        return key;
    }

    static byte[] child(long parentId, FsName name) {
        byte[] bytes = name.bytes();
        byte[] key = new byte[ID_BYTES + bytes.length];
        putLong(key, parentId);
        for (int i = 0; i < bytes.length; i++) {
            key[ID_BYTES + i] = (byte) (bytes[i] ^ 0x80);
        }
        return key;
    }

    /** Where a walk over a directory starts: its first possible key, or the first one behind {@code after}. */
    static byte[] childStart(long parentId, @Nullable FsName after) {
        if (after == null) {
            return id(parentId);
        }
        byte[] key = child(parentId, after);
        return Arrays.copyOf(key, key.length + 1);
    }

    static boolean isChildOf(byte[] key, long parentId) {
        return key.length >= ID_BYTES && readLong(key) == parentId;
    }

    static FsName childName(byte[] key) {
        byte[] name = Arrays.copyOfRange(key, ID_BYTES, key.length);
        for (int i = 0; i < name.length; i++) {
            name[i] ^= (byte) 0x80;
        }
        return FsName.ofBytes(name);
    }

    static byte[] side(String table, String entryKey) {
        return text(table + '\0' + entryKey);
    }

    static long readLong(byte[] bytes) {
        return readLong(bytes, 0);
    }

    private static long readLong(byte[] bytes, int from) {
        long value = 0;
        for (int i = 0; i < ID_BYTES; i++) {
            value = value << 8 | (bytes[from + i] & 0xFF);
        }
        return value;
    }

    /** The value of {@link #TXID}: the txid, then the two halves of the sum of the facts that hold at it. */
    static byte[] applied(long txid, NamespaceDigest facts) {
        byte[] value = new byte[3 * ID_BYTES];
        putLong(value, 0, txid);
        putLong(value, ID_BYTES, facts.high());
        putLong(value, 2 * ID_BYTES, facts.low());
        return value;
    }

    /** The sum in a value of {@link #TXID}; empty in one that was written before there were digests. */
    static Optional<NamespaceDigest> facts(byte[] applied) {
        return applied.length < 3 * ID_BYTES
                ? Optional.empty()
                : Optional.of(new NamespaceDigest(readLong(applied, ID_BYTES), readLong(applied, 2 * ID_BYTES)));
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static void putLong(byte[] target, long value) {
        putLong(target, 0, value);
    }

    private static void putLong(byte[] target, int at, long value) {
        for (int i = 0; i < ID_BYTES; i++) {
            target[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }
}
