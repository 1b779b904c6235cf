package io.cairn.common.codec.image;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclType;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.XAttr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The string table of an image that is being written: starts empty or from the table of another image and only gains
 * ids, so that records copied from that image stay valid. Packs the fields that refer to it; layout in {@link
 * StringTable}. Confined to one thread.
 */
public final class GrowingStringTable {
    private static final int MASKED = 3;

    private final int maskBits;
    private final List<Integer> keys = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    /** By ordinal of the kind. */
    private final List<Map<String, Integer>> ids = new ArrayList<>();

    private final int[] highest = new int[StringKind.values().length];

    private GrowingStringTable(int maskBits) {
        this.maskBits = maskBits;
        for (int i = 0; i < highest.length; i++) {
            ids.add(new HashMap<>());
        }
    }

    /** An empty table as that layout has it. */
    public static GrowingStringTable empty(LayoutVersion layout) {
        return new GrowingStringTable(layout.hasStringTableMask() ? MASKED : 0);
    }

    /** A table that begins with all entries of {@code base}, with the same ids and mask bits, in the same order. */
    public static GrowingStringTable from(StringTable base) {
        GrowingStringTable table = new GrowingStringTable(base.maskBits());
        for (int i = 0; i < base.size(); i++) {
            table.take(base.keyAt(i), base.valueAt(i));
        }
        return table;
    }

    private void take(int key, String value) {
        keys.add(key);
        values.add(value);
        for (StringKind kind : StringKind.values()) {
            int id = key & StringTable.ID_MAX;
            if (kind == space(kind) && StringTable.key(maskBits, kind, id) == key) {
                ids.get(kind.ordinal()).putIfAbsent(value, id);
                highest[kind.ordinal()] = Math.max(highest[kind.ordinal()], id);
            }
        }
    }

    /** Kinds whose ids live in one space answer the same. */
    private StringKind space(StringKind kind) {
        return maskBits == 0 ? StringKind.SHARED : kind;
    }

    /** 0 for one space of ids, else how many high bits of a key hold the kind. */
    public int maskBits() {
        return maskBits;
    }

    /** Number of entries. */
    public int size() {
        return keys.size();
    }

    /**
     * The id of the string, a new one if it has none yet.
     *
     * @throws IllegalStateException if all ids that packed fields can hold are taken
     */
    public int id(StringKind kind, String value) {
        StringKind space = space(kind);
        Integer known = ids.get(space.ordinal()).get(value);
        return known != null ? known : add(space, value);
    }

    private int add(StringKind space, String value) {
        int id = highest[space.ordinal()] + 1;
        if (id > StringTable.ID_MAX) {
            throw new IllegalStateException(
                    "All " + StringTable.ID_MAX + " ids of kind " + space + " are taken in the image's string table");
        }
        ids.get(space.ordinal()).put(value, id);
        highest[space.ordinal()] = id;
        keys.add(StringTable.key(maskBits, space, id));
        values.add(value);
        return id;
    }

    /** Packs a permission. */
    public long pack(Permission permission) {
        return (long) id(StringKind.USER, permission.user()) << 40
                | (long) id(StringKind.GROUP, permission.group()) << 16
                | permission.mode();
    }

    /** Packs an ACL entry. */
    public int pack(AclEntry entry) {
        int packed =
                entry.permission() | entry.type().ordinal() << 3 | entry.scope().ordinal() << 5;
        String name = entry.name();
        if (name == null || name.isEmpty() || entry.type() == AclType.MASK || entry.type() == AclType.OTHER) {
            return packed;
        }
        StringKind kind = entry.type() == AclType.USER ? StringKind.USER : StringKind.GROUP;
        return packed | id(kind, name) << 6;
    }

    /** Packs namespace and name of an extended attribute. */
    public int packName(XAttr xattr) {
        int namespace = xattr.namespace().ordinal();
        return (namespace & 3) << 30 | id(StringKind.XATTR, xattr.name()) << 6 | (namespace >>> 2) << 5;
    }

    /** Appends header and entries as the section's messages. */
    void write(ImageWriter image) throws IOException {
        WireWriter message = new WireWriter();
        message.varint(1, keys.size());
        if (maskBits != 0) {
            message.varint(2, maskBits);
        }
        image.message(message);
        for (int i = 0; i < keys.size(); i++) {
            message.clear();
            message.varint(1, keys.get(i) & 0xffffffffL);
            message.string(2, values.get(i));
            image.message(message);
        }
    }
}
