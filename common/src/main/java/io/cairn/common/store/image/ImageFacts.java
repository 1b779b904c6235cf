package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.StringKind;
import io.cairn.common.codec.image.StringTable;
import io.cairn.common.codec.image.WireReader;
import io.cairn.common.digest.FactBuffer;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.digest.NamespaceFacts;
import io.cairn.common.model.AclType;
import io.cairn.common.model.Permission;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Sums up the facts of an image from its records as they pass, without making objects of them; the sum is that of the
 * inodes which {@link InodeCodec} would decode. Confined to one thread.
 */
final class ImageFacts {
    private static final int STRIPED = 1;
    private static final int TYPES = 3;
    private static final int FIRST_BODY_FIELD = 4;
    private static final int WRITER_FIELD = 7;
    private static final byte[] NO_BYTES = new byte[0];
    private static final AclType[] ACL_TYPES = AclType.values();

    private final NamespaceFacts facts = new NamespaceFacts();
    private final FactBuffer fact = facts.fact();
    private final StringTable strings;
    /** The strings of the table in UTF-8. */
    private final byte[][] utf8;

    private final WireReader wire = new WireReader();
    private long openFiles;

    // The inode that passed last.
    private long id;
    private int type;
    private boolean open;
    private int nameStart;
    private int nameLength;
    private byte[] record = NO_BYTES;
    private final int[] bodies = new int[2 * TYPES];

    // Its fields, as far as they are one fact.
    private long permission;
    private boolean permitted;
    private long mtime;
    private long atime;
    private int replication;
    private long blockSize;
    private int storagePolicy;
    private int blockType;
    private int ecPolicy;
    private long nsQuota;
    private long dsQuota;
    private int targetStart;
    private int targetLength;
    private int place;

    ImageFacts(StringTable strings) {
        this.strings = strings;
        utf8 = new byte[strings.size()][];
        for (int i = 0; i < utf8.length; i++) {
            utf8[i] = strings.valueAt(i).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** The sum so far. */
    NamespaceDigest sum() {
        return facts.sum();
    }

    /** Adds what another one of the same image has summed up. */
    void addAll(ImageFacts other) {
        facts.add(other.facts.sum());
        openFiles += other.openFiles;
    }

    /** Adds the entries of the side tables. */
    void tables(ImageReader image) throws IOException {
        entries(image.secretManager().keys());
        entries(image.secretManager().tokens());
        entries(image.cacheManager().pools());
        entries(image.cacheManager().directives());
        entries(image.erasureCodingPolicies());
    }

    private void entries(List<?> entries) {
        entries.forEach(entry -> facts.changeEntry(null, entry));
    }

    void link(long parentId, long childId) {
        facts.link(parentId, childId);
    }

    /** Id of the inode that was looked at last; 0 if it has none. */
    long id() {
        return id;
    }

    /** Type of the inode that was looked at last, as in {@link InodeCodec}. */
    int type() {
        return type;
    }

    /** True if the inode that was added last is a file open for writing. */
    boolean open() {
        return open;
    }

    /** How many of the inodes added so far are files open for writing. */
    long openFiles() {
        return openFiles;
    }

    /**
     * Looks at an INode message for its id and type; {@link #add} or {@link #skim} follows.
     *
     * @throws CorruptImageException without a place
     */
    void look(byte[] buffer, int start, int end) throws CorruptImageException {
        clear();
        record = buffer;
        wire.reset(buffer, start, end);
        while (wire.next()) {
            int field = wire.field();
            switch (field) {
                case 1 -> type = wire.varint32();
                case 2 -> id = wire.varint();
                case 3 -> {
                    nameLength = wire.length();
                    nameStart = wire.position();
                    wire.advance(nameLength);
                }
                case FIRST_BODY_FIELD, FIRST_BODY_FIELD + 1, FIRST_BODY_FIELD + 2 -> {
                    int length = wire.length();
                    bodies[2 * (field - FIRST_BODY_FIELD)] = wire.position();
                    wire.advance(length);
                    bodies[2 * (field - FIRST_BODY_FIELD) + 1] = wire.position();
                }
                default -> wire.skip();
            }
        }
    }

    /**
     * Adds the inode that was looked at.
     *
     * @throws CorruptImageException without a place
     */
    void add() throws CorruptImageException {
        enterBody();
        switch (type) {
            case InodeCodec.TYPE_FILE -> {
                file(record);
                openFiles += open ? 1 : 0;
            }
            case InodeCodec.TYPE_DIRECTORY -> directory(record);
            default -> symlink(record);
        }
    }

    /**
     * Finds out whether the inode that was looked at is {@link #open}, and adds nothing.
     *
     * @throws CorruptImageException without a place
     */
    void skim() throws CorruptImageException {
        enterBody();
        while (type == InodeCodec.TYPE_FILE && wire.next()) {
            open |= wire.field() == WRITER_FIELD;
        }
    }

    private void enterBody() throws CorruptImageException {
        if (type < 1 || type > TYPES) {
            throw new CorruptImageException("type 1 to " + TYPES + " of inode " + id, "type " + type);
        }
        int body = bodies[2 * (type - 1)];
        if (body == 0) {
            throw new CorruptImageException("attributes of inode " + id + " for its type " + type, "none");
        }
        wire.reset(record, body, bodies[2 * (type - 1) + 1]);
    }

    private void clear() {
        id = 0;
        type = 0;
        open = false;
        Arrays.fill(bodies, 0);
        nameStart = 0;
        nameLength = 0;
        permitted = false;
        mtime = 0;
        atime = 0;
        replication = 0;
        blockSize = 0;
        storagePolicy = 0;
        blockType = 0;
        ecPolicy = 0;
        nsQuota = 0;
        dsQuota = 0;
        targetStart = 0;
        targetLength = 0;
        place = 0;
    }

    private void permission(long packed) {
        permission = packed;
        permitted = true;
    }

    /** Spells what every inode has; what follows depends on the kind. */
    private void head(int kind, byte[] buffer) throws CorruptImageException {
        if (!permitted) {
            throw new CorruptImageException("a permission of inode " + id, "none");
        }
        fact.begin(kind)
                .i64(id)
                .bytes(buffer, nameStart, nameLength)
                .bytes(string(StringKind.USER, (int) (permission >>> 40) & StringTable.ID_MAX))
                .bytes(string(StringKind.GROUP, (int) (permission >>> 16) & StringTable.ID_MAX))
                .i32((int) permission & Permission.MODE_MASK)
                .i64(mtime);
    }

    private void file(byte[] buffer) throws CorruptImageException {
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> replication = wire.varint32();
                case 2 -> mtime = wire.varint();
                case 3 -> atime = wire.varint();
                case 4 -> blockSize = wire.varint();
                case 5 -> permission(wire.fixed64());
                case 6 -> block();
                case WRITER_FIELD -> {
                    open = true;
                    writer(buffer);
                }
                case 8 -> acl();
                case 9 -> xattrs(buffer);
                case 10 -> storagePolicy = wire.varint32();
                case 11 -> blockType = wire.varint32();
                case 12 -> ecPolicy = wire.varint32();
                default -> wire.skip();
            }
        }
        boolean striped = blockType == STRIPED;
        if (striped && ecPolicy == 0) {
            throw new CorruptImageException("an erasure-coding policy of striped file " + id, "none");
        }
        head(FactBuffer.FILE, buffer);
        fact.i64(atime)
                .i32(striped ? 0 : replication)
                .i64(blockSize)
                .i32(storagePolicy)
                .i32(striped ? ecPolicy : 0);
        facts.count();
    }

    private void block() throws CorruptImageException {
        long blockId = 0;
        long genstamp = 0;
        long length = 0;
        int outer = wire.enter();
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> blockId = wire.varint();
                case 2 -> genstamp = wire.varint();
                case 3 -> length = wire.varint();
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        fact.begin(FactBuffer.BLOCK)
                .i64(id)
                .i32(place++)
                .i64(blockId)
                .i64(length)
                .i64(genstamp);
        facts.count();
    }

    private void writer(byte[] buffer) throws CorruptImageException {
        int clientStart = 0;
        int clientLength = 0;
        int machineStart = 0;
        int machineLength = 0;
        int outer = wire.enter();
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> {
                    clientLength = wire.length();
                    clientStart = wire.position();
                    wire.advance(clientLength);
                }
                case 2 -> {
                    machineLength = wire.length();
                    machineStart = wire.position();
                    wire.advance(machineLength);
                }
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        fact.begin(FactBuffer.WRITER).i64(id);
        text(buffer, clientStart, clientLength);
        text(buffer, machineStart, machineLength);
        facts.count();
    }

    private void directory(byte[] buffer) throws CorruptImageException {
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> mtime = wire.varint();
                case 2 -> nsQuota = wire.varint();
                case 3 -> dsQuota = wire.varint();
                case 4 -> permission(wire.fixed64());
                case 5 -> acl();
                case 6 -> xattrs(buffer);
                case 7 -> typeQuotas();
                default -> wire.skip();
            }
        }
        head(FactBuffer.DIRECTORY, buffer);
        fact.i64(nsQuota).i64(dsQuota);
        facts.count();
    }

    private void typeQuotas() throws CorruptImageException {
        int list = wire.enter();
        while (wire.next()) {
            if (wire.field() == 1) {
                typeQuota();
            } else {
                wire.skip();
            }
        }
        wire.leave(list);
    }

    private void typeQuota() throws CorruptImageException {
        int number = 0;
        long quota = -1;
        int outer = wire.enter();
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> number = wire.varint32();
                case 2 -> quota = wire.varint();
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        StorageType storage = InodeCodec.storageType(number);
        if (quota >= 0 && storage != StorageType.RAM_DISK) {
            fact.begin(FactBuffer.TYPE_QUOTA).i64(id).i32(storage.ordinal()).i64(quota);
            facts.count();
        }
    }

    private void symlink(byte[] buffer) throws CorruptImageException {
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> permission(wire.fixed64());
                case 2 -> {
                    targetLength = wire.length();
                    targetStart = wire.position();
                    wire.advance(targetLength);
                }
                case 3 -> mtime = wire.varint();
                case 4 -> atime = wire.varint();
                default -> wire.skip();
            }
        }
        head(FactBuffer.SYMLINK, buffer);
        fact.i64(atime);
        text(buffer, targetStart, targetLength);
        facts.count();
    }

    private void acl() throws CorruptImageException {
        int outer = wire.enter();
        while (wire.next()) {
            if (wire.field() != 2) {
                wire.skip();
            } else if (wire.isPacked()) {
                int feature = wire.enter();
                while (wire.more()) {
                    aclEntry(wire.packedFixed32());
                }
                wire.leave(feature);
            } else {
                aclEntry(wire.fixed32());
            }
        }
        wire.leave(outer);
    }

    /** An entry is packed as {@link StringTable} says; its low six bits are what a fact says of it. */
    private void aclEntry(int packed) throws CorruptImageException {
        int nameId = packed >>> 6 & StringTable.ID_MAX;
        fact.begin(FactBuffer.ACL).i64(id).i32(packed & 0x3f);
        switch (ACL_TYPES[packed >>> 3 & 3]) {
            case USER -> named(StringKind.USER, nameId);
            case GROUP -> named(StringKind.GROUP, nameId);
            default -> fact.absent();
        }
        facts.count();
    }

    private void named(StringKind kind, int nameId) throws CorruptImageException {
        if (nameId == 0) {
            fact.absent();
        } else {
            fact.present().bytes(string(kind, nameId));
        }
    }

    private void xattrs(byte[] buffer) throws CorruptImageException {
        int outer = wire.enter();
        while (wire.next()) {
            if (wire.field() == 1) {
                xattr(buffer);
            } else {
                wire.skip();
            }
        }
        wire.leave(outer);
    }

    private void xattr(byte[] buffer) throws CorruptImageException {
        int name = 0;
        int valueStart = 0;
        int valueLength = 0;
        int outer = wire.enter();
        while (wire.next()) {
            switch (wire.field()) {
                case 1 -> name = wire.fixed32();
                case 2 -> {
                    valueLength = wire.length();
                    valueStart = wire.position();
                    wire.advance(valueLength);
                }
                default -> wire.skip();
            }
        }
        wire.leave(outer);
        int namespace = name >>> 30 | (name >>> 5 & 1) << 2;
        if (namespace > XAttrNamespace.RAW.ordinal()) {
            throw new CorruptImageException(
                    "an xattr namespace of 0 to " + XAttrNamespace.RAW.ordinal(), "" + namespace);
        }
        fact.begin(FactBuffer.XATTR)
                .i64(id)
                .i32(namespace)
                .bytes(string(StringKind.XATTR, name >>> 6 & StringTable.ID_MAX))
                .bytes(buffer, valueStart, valueLength);
        facts.count();
    }

    /** Text as it is if it is plain, else as Java decodes it, which may change what is no UTF-8. */
    private void text(byte[] buffer, int start, int length) {
        for (int i = start; i < start + length; i++) {
            if (buffer[i] < 0) {
                fact.text(new String(buffer, start, length, StandardCharsets.UTF_8));
                return;
            }
        }
        fact.bytes(buffer, start, length);
    }

    private byte[] string(StringKind kind, int stringId) throws CorruptImageException {
        int index = strings.indexOf(kind, stringId);
        if (index < 0) {
            strings.get(kind, stringId); // says what is missing
            return NO_BYTES;
        }
        return utf8[index];
    }
}
