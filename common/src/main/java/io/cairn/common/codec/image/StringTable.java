package io.cairn.common.codec.image;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.Permission;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The strings that packed fields refer to by number (spec fsimage.md §3). Immutable.
 *
 * <table>
 * <caption>Packed values</caption>
 * <tr><td>permission, fixed64</td><td>bits 40–63 user id, 16–39 group id, 0–15 mode</td></tr>
 * <tr><td>ACL entry, fixed32</td><td>0–2 rwx, 3–4 type, 5 scope, 6–29 name id (0 unnamed)</td></tr>
 * <tr><td>xattr name, fixed32</td><td>30–31 low bits of the namespace, 6–29 name id, 5 third bit of it</td></tr>
 * </table>
 *
 * <p>A key of the table is the bare id if {@link #maskBits} is 0, else {@code id | kind << (32 − maskBits)}.
 */
public final class StringTable {
    /** The highest id that packed fields can hold. */
    public static final int ID_MAX = (1 << 24) - 1;

    private static final int MASK_BITS_MAX = 3;

    private final int maskBits;
    private final int[] orderedKeys;
    private final String[] orderedValues;
    private final int[] slots;

    /**
     * A table with the given entries.
     *
     * @param keys in the order of the file
     */
    StringTable(int maskBits, int[] keys, String[] values) {
        this.maskBits = maskBits;
        this.orderedKeys = keys;
        this.orderedValues = values;
        this.slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, keys.length)) * 4)];
        for (int i = 0; i < keys.length; i++) {
            slots[slot(keys[i])] = i + 1;
        }
    }

    /** Reads the messages of the section. */
    static StringTable read(MessageScanner messages) throws IOException {
        messages.require("the header of the string table");
        int count = 0;
        int maskBits = 0;
        WireReader in = new WireReader(messages.buffer(), messages.start(), messages.end());
        try {
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> count = in.varint32();
                    case 2 -> maskBits = in.varint32();
                    default -> in.skip();
                }
            }
        } catch (CorruptImageException e) {
            throw messages.located(e);
        }
        if (maskBits < 0 || maskBits > MASK_BITS_MAX) {
            throw messages.corrupt("mask bits of 0 to " + MASK_BITS_MAX, "" + maskBits);
        }
        if (count < 0 || count > 3 * ID_MAX) {
            throw messages.corrupt("a number of strings of 0 to " + 3 * ID_MAX, "" + count);
        }
        return readEntries(messages, count, maskBits);
    }

    private static StringTable readEntries(MessageScanner messages, int count, int maskBits) throws IOException {
        List<Integer> keys = new ArrayList<>();
        List<String> values = new ArrayList<>();
        WireReader in = new WireReader();
        for (int i = 0; i < count; i++) {
            messages.require("string " + (i + 1) + " of " + count);
            in.reset(messages.buffer(), messages.start(), messages.end());
            int key = 0;
            String value = "";
            try {
                while (in.next()) {
                    switch (in.field()) {
                        case 1 -> key = in.varint32();
                        case 2 -> value = in.string();
                        default -> in.skip();
                    }
                }
            } catch (CorruptImageException e) {
                throw messages.located(e);
            }
            keys.add(key);
            values.add(value);
        }
        if (messages.next()) {
            throw messages.corrupt("the end of the section after " + count + " strings", "a further message");
        }
        return new StringTable(
                maskBits, keys.stream().mapToInt(Integer::intValue).toArray(), values.toArray(String[]::new));
    }

    /** 0 for one space of ids, else how many high bits of a key hold the kind. */
    public int maskBits() {
        return maskBits;
    }

    /** Number of entries. */
    public int size() {
        return orderedKeys.length;
    }

    /** Key of the entry at that place of the file. */
    public int keyAt(int index) {
        return orderedKeys[index];
    }

    /** String of the entry at that place of the file. */
    public String valueAt(int index) {
        return orderedValues[index];
    }

    /** Place of the entry with that id, −1 if there is none. */
    public int indexOf(StringKind kind, int id) {
        return slots[slot(key(maskBits, kind, id))] - 1;
    }

    /** The string, or null if the table has none of that id. */
    public @Nullable String find(StringKind kind, int id) {
        int index = indexOf(kind, id);
        return index < 0 ? null : orderedValues[index];
    }

    /**
     * The string of that id.
     *
     * @throws CorruptImageException without a place, if there is none
     */
    public String get(StringKind kind, int id) throws CorruptImageException {
        String value = find(kind, id);
        if (value == null) {
            throw new CorruptImageException("the id of a " + kind + " in the string table", "id " + id);
        }
        return value;
    }

    static int key(int maskBits, StringKind kind, int id) {
        return maskBits == 0 ? id : id | (kind.ordinal() << (Integer.SIZE - maskBits));
    }

    static int userId(long permission) {
        return (int) (permission >>> 40) & ID_MAX;
    }

    static int groupId(long permission) {
        return (int) (permission >>> 16) & ID_MAX;
    }

    /** Unpacks a permission. */
    public Permission permission(long packed) throws CorruptImageException {
        return new Permission(
                get(StringKind.USER, userId(packed)), get(StringKind.GROUP, groupId(packed)), (int) packed & 0xffff);
    }

    /** Unpacks an ACL entry. */
    public AclEntry aclEntry(int packed) throws CorruptImageException {
        AclType type = AclType.values()[(packed >>> 3) & 3];
        AclScope scope = AclScope.values()[(packed >>> 5) & 1];
        int id = (packed >>> 6) & ID_MAX;
        String name =
                switch (type) {
                    case USER -> id == 0 ? null : get(StringKind.USER, id);
                    case GROUP -> id == 0 ? null : get(StringKind.GROUP, id);
                    default -> null;
                };
        return new AclEntry(scope, type, packed & 7, name);
    }

    /** Unpacks the name of an extended attribute. */
    public XAttr xattr(int packedName, byte @Nullable [] value) throws CorruptImageException {
        int namespace = (packedName >>> 30) | ((packedName >>> 5) & 1) << 2;
        XAttrNamespace[] namespaces = XAttrNamespace.values();
        if (namespace >= namespaces.length) {
            throw new CorruptImageException("an xattr namespace of 0 to " + (namespaces.length - 1), "" + namespace);
        }
        return new XAttr(namespaces[namespace], get(StringKind.XATTR, (packedName >>> 6) & ID_MAX), value);
    }

    /** Slot that holds the key, or the free one where it belongs. */
    private int slot(int key) {
        int mask = slots.length - 1;
        int at = ((key * 0x9E3779B9) >>> 7) & mask;
        while (slots[at] != 0 && orderedKeys[slots[at] - 1] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
