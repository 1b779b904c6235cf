package io.cairn.common.codec.image;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An INode message (spec fsimage.md §4): 1 type, 2 id, 3 name, and the attributes by type.
 *
 * <table>
 * <caption>Attributes</caption>
 * <tr><th>4 INodeFile</th><th>5 INodeDirectory</th><th>6 INodeSymlink</th></tr>
 * <tr><td>1 replication, 2 mtime, 3 atime, 4 preferredBlockSize, 5 permission, 6 blocks, 7 under construction, 8 acl, 9
 * xattrs, 10 storage policy, 11 block type, 12 erasure-coding policy</td><td>1 mtime, 2 nsQuota, 3 dsQuota, 4
 * permission, 5 acl, 6 xattrs, 7 quotas by type</td><td>1 permission, 2 target, 3 mtime, 4 atime</td></tr>
 * </table>
 *
 * <p>Fields go out in number order and exactly those that Hadoop writes, so that what it wrote comes out byte for byte.
 * Immutable.
 */
public final class InodeCodec {
    /** Type number of a file in an INode message. */
    public static final int TYPE_FILE = 1;

    /** Type number of a directory in an INode message. */
    public static final int TYPE_DIRECTORY = 2;

    /** Type number of a symlink in an INode message. */
    public static final int TYPE_SYMLINK = 3;

    private static final int STRIPED = 1;
    private static final StorageType[] STORAGE_TYPES = {
        StorageType.DISK,
        StorageType.SSD,
        StorageType.ARCHIVE,
        StorageType.RAM_DISK,
        StorageType.PROVIDED,
        StorageType.NVDIMM
    };

    private final LayoutVersion layout;

    /** Writes as {@code layout} has it; reading takes any layout. */
    public InodeCodec(LayoutVersion layout) {
        this.layout = layout;
    }

    /** Id of the inode, without allocating. */
    public static long id(byte[] buffer, int start, int end) throws CorruptImageException {
        long id = WireReader.find(buffer, start, end, 2, 0);
        if (id == 0) {
            throw new CorruptImageException("an inode with an id", "none");
        }
        return id;
    }

    /** Type number of the inode, without allocating. */
    public static int type(byte[] buffer, int start, int end) throws CorruptImageException {
        return (int) WireReader.find(buffer, start, end, 1, 0);
    }

    /** Number of a storage type in an image as its constant. */
    public static StorageType storageType(int number) throws CorruptImageException {
        if (number < 1 || number > STORAGE_TYPES.length) {
            throw new CorruptImageException("a storage type of 1 to " + STORAGE_TYPES.length, "" + number);
        }
        return STORAGE_TYPES[number - 1];
    }

    private static int number(StorageType type) {
        for (int i = 0; i < STORAGE_TYPES.length; i++) {
            if (STORAGE_TYPES[i] == type) {
                return i + 1;
            }
        }
        throw new IllegalStateException("Storage type without a number: " + type);
    }

    /**
     * Reads an inode.
     *
     * @throws CorruptImageException without a place
     */
    public Inode decode(byte[] buffer, int start, int end, StringTable strings) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int type = 0;
        long id = 0;
        FsName name = FsName.EMPTY;
        FileFields file = null;
        DirectoryFields directory = null;
        SymlinkFields symlink = null;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> type = in.varint32();
                case 2 -> id = in.varint();
                case 3 -> name = FsName.ofBytes(in.bytes());
                case 4 -> file = FileFields.read(in, strings);
                case 5 -> directory = DirectoryFields.read(in, strings);
                case 6 -> symlink = SymlinkFields.read(in, strings);
                default -> in.skip();
            }
        }
        if (id == 0) {
            throw new CorruptImageException("an inode with an id", "none");
        }
        if (type == TYPE_FILE && file != null) {
            return file.toInode(id, name);
        }
        if (type == TYPE_DIRECTORY && directory != null) {
            return directory.toInode(id, name);
        }
        if (type == TYPE_SYMLINK && symlink != null) {
            return symlink.toInode(id, name);
        }
        throw new CorruptImageException(
                "inode " + id + " as file (1), directory (2) or symlink (3) with its attributes", "type " + type);
    }

    /**
     * Appends an inode as a message.
     *
     * @throws IllegalArgumentException if the layout has no place for something the inode has
     */
    public void encode(Inode inode, GrowingStringTable strings, WireWriter out) {
        if (inode instanceof FileInode file) {
            head(TYPE_FILE, inode, out);
            int mark = out.begin(4);
            encodeFile(file, strings, true, out);
            out.end(mark);
        } else if (inode instanceof DirectoryInode directory) {
            head(TYPE_DIRECTORY, inode, out);
            int mark = out.begin(5);
            encodeDirectory(directory, strings, out);
            out.end(mark);
        } else if (inode instanceof SymlinkInode symlink) {
            head(TYPE_SYMLINK, inode, out);
            int mark = out.begin(6);
            out.fixed64(1, strings.pack(symlink.permission()));
            out.string(2, symlink.target());
            out.varint(3, symlink.mtimeMillis());
            out.varint(4, symlink.atimeMillis());
            out.end(mark);
        }
    }

    private static void head(int type, Inode inode, WireWriter out) {
        out.varint(1, type);
        out.varint(2, inode.id());
        out.bytes(3, inode.name().bytes());
    }

    /** Appends the fields of INodeFile; a copy in a snapshot has neither blocks nor a writer. */
    void encodeFile(FileInode file, GrowingStringTable strings, boolean withBlocks, WireWriter out) {
        if (file.isStriped() && !layout.hasErasureCoding()) {
            throw new IllegalArgumentException(
                    "Inode " + file.id() + " is erasure coded, which layout " + layout + " cannot hold");
        }
        if (!file.isStriped()) {
            out.varint(1, file.replication());
        }
        out.varint(2, file.mtimeMillis());
        out.varint(3, file.atimeMillis());
        out.varint(4, file.preferredBlockSize());
        out.fixed64(5, strings.pack(file.permission()));
        if (withBlocks) {
            encodeBlocks(6, file.blocks(), out);
            encodeWriter(file.underConstruction(), out);
        }
        encodeAcl(8, file.acl(), strings, out);
        encodeXAttrs(9, file.xattrs(), strings, out);
        out.varint(10, file.storagePolicyId());
        if (layout.hasErasureCoding()) {
            out.varint(11, file.isStriped() ? STRIPED : 0);
        }
        if (file.isStriped()) {
            out.varint(12, file.ecPolicyId());
        }
    }

    private static void encodeWriter(@Nullable UnderConstruction writer, WireWriter out) {
        if (writer != null) {
            int mark = out.begin(7);
            out.string(1, writer.clientName());
            out.string(2, writer.clientMachine());
            out.end(mark);
        }
    }

    static void encodeBlocks(int field, List<BlockRef> blocks, WireWriter out) {
        for (BlockRef block : blocks) {
            int mark = out.begin(field);
            out.varint(1, block.id());
            out.varint(2, block.genstamp());
            out.varint(3, block.length());
            out.end(mark);
        }
    }

    /** Appends the fields of INodeDirectory. */
    void encodeDirectory(DirectoryInode directory, GrowingStringTable strings, WireWriter out) {
        out.varint(1, directory.mtimeMillis());
        out.varint(2, directory.quota().namespace());
        out.varint(3, directory.quota().diskspace());
        out.fixed64(4, strings.pack(directory.permission()));
        encodeAcl(5, directory.acl(), strings, out);
        encodeXAttrs(6, directory.xattrs(), strings, out);
        encodeTypeQuotas(directory, out);
    }

    private void encodeTypeQuotas(DirectoryInode directory, WireWriter out) {
        Map<StorageType, Long> quotas = directory.quota().byType();
        if (quotas.isEmpty()) {
            return;
        }
        if (quotas.containsKey(StorageType.NVDIMM) && !layout.hasNvdimm()) {
            throw new IllegalArgumentException(
                    "Inode " + directory.id() + " has a quota for NVDIMM, which layout " + layout + " cannot hold");
        }
        int list = out.begin(7);
        for (StorageType type : StorageType.values()) {
            Long quota = quotas.get(type);
            if (quota != null) {
                int mark = out.begin(1);
                out.varint(1, number(type));
                out.varint(2, quota);
                out.end(mark);
            }
        }
        out.end(list);
    }

    private static void encodeAcl(int field, List<AclEntry> acl, GrowingStringTable strings, WireWriter out) {
        if (acl.isEmpty()) {
            return;
        }
        int feature = out.begin(field);
        int mark = out.begin(2);
        for (AclEntry entry : acl) {
            out.packedFixed32(strings.pack(entry));
        }
        out.end(mark);
        out.end(feature);
    }

    private static void encodeXAttrs(int field, List<XAttr> xattrs, GrowingStringTable strings, WireWriter out) {
        if (xattrs.isEmpty()) {
            return;
        }
        int feature = out.begin(field);
        for (XAttr xattr : xattrs) {
            int mark = out.begin(1);
            out.fixed32(1, strings.packName(xattr));
            byte[] value = xattr.value();
            if (value != null) {
                out.bytes(2, value);
            }
            out.end(mark);
        }
        out.end(feature);
    }

    static BlockRef block(WireReader in) throws CorruptImageException {
        long id = 0;
        long genstamp = 0;
        long length = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> id = in.varint();
                case 2 -> genstamp = in.varint();
                case 3 -> length = in.varint();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new BlockRef(id, length, genstamp);
    }

    private static void acl(WireReader in, StringTable strings, List<AclEntry> into) throws CorruptImageException {
        int outer = in.enter();
        while (in.next()) {
            if (in.field() != 2) {
                in.skip();
            } else if (in.isPacked()) {
                int feature = in.enter();
                while (in.more()) {
                    into.add(strings.aclEntry(in.packedFixed32()));
                }
                in.leave(feature);
            } else {
                into.add(strings.aclEntry(in.fixed32()));
            }
        }
        in.leave(outer);
    }

    private static void xattrs(WireReader in, StringTable strings, List<XAttr> into) throws CorruptImageException {
        int outer = in.enter();
        while (in.next()) {
            if (in.field() == 1) {
                into.add(xattr(in, strings));
            } else {
                in.skip();
            }
        }
        in.leave(outer);
    }

    private static XAttr xattr(WireReader in, StringTable strings) throws CorruptImageException {
        int name = 0;
        byte[] value = null;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.fixed32();
                case 2 -> value = in.bytes();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return strings.xattr(name, value);
    }

    /** INodeFile while it is being read. */
    static final class FileFields {
        private int replication;
        private long mtime;
        private long atime;
        private long preferredBlockSize;
        private @Nullable Permission permission;
        private final List<BlockRef> blocks = new ArrayList<>();
        private final List<AclEntry> acl = new ArrayList<>(0);
        private final List<XAttr> xattrs = new ArrayList<>(0);
        private @Nullable UnderConstruction writer;
        private int storagePolicy;
        private int blockType;
        private int ecPolicy;

        static FileFields read(WireReader in, StringTable strings) throws CorruptImageException {
            FileFields file = new FileFields();
            int outer = in.enter();
            while (in.next()) {
                file.field(in, strings);
            }
            in.leave(outer);
            return file;
        }

        private void field(WireReader in, StringTable strings) throws CorruptImageException {
            switch (in.field()) {
                case 1 -> replication = in.varint32();
                case 2 -> mtime = in.varint();
                case 3 -> atime = in.varint();
                case 4 -> preferredBlockSize = in.varint();
                case 5 -> permission = strings.permission(in.fixed64());
                case 6 -> blocks.add(block(in));
                case 7 -> writer = writer(in);
                case 8 -> acl(in, strings, acl);
                case 9 -> xattrs(in, strings, xattrs);
                case 10 -> storagePolicy = in.varint32();
                case 11 -> blockType = in.varint32();
                case 12 -> ecPolicy = in.varint32();
                default -> in.skip();
            }
        }

        private static UnderConstruction writer(WireReader in) throws CorruptImageException {
            String name = "";
            String machine = "";
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> name = in.string();
                    case 2 -> machine = in.string();
                    default -> in.skip();
                }
            }
            in.leave(outer);
            return new UnderConstruction(name, machine);
        }

        FileInode toInode(long id, FsName name) throws CorruptImageException {
            if (blockType == STRIPED && ecPolicy == 0) {
                throw new CorruptImageException("an erasure-coding policy of striped file " + id, "none");
            }
            return new FileInode(
                    id,
                    name,
                    needed(permission, id),
                    mtime,
                    atime,
                    blockType == STRIPED ? 0 : replication,
                    preferredBlockSize,
                    storagePolicy,
                    blockType == STRIPED ? ecPolicy : 0,
                    blocks,
                    acl,
                    xattrs,
                    writer);
        }
    }

    /** INodeDirectory while it is being read. */
    static final class DirectoryFields {
        private long mtime;
        private long nsQuota;
        private long dsQuota;
        private @Nullable Permission permission;
        private final List<AclEntry> acl = new ArrayList<>(0);
        private final List<XAttr> xattrs = new ArrayList<>(0);
        private Map<StorageType, Long> typeQuotas = Map.of();

        static DirectoryFields read(WireReader in, StringTable strings) throws CorruptImageException {
            DirectoryFields directory = new DirectoryFields();
            int outer = in.enter();
            while (in.next()) {
                directory.field(in, strings);
            }
            in.leave(outer);
            return directory;
        }

        private void field(WireReader in, StringTable strings) throws CorruptImageException {
            switch (in.field()) {
                case 1 -> mtime = in.varint();
                case 2 -> nsQuota = in.varint();
                case 3 -> dsQuota = in.varint();
                case 4 -> permission = strings.permission(in.fixed64());
                case 5 -> acl(in, strings, acl);
                case 6 -> xattrs(in, strings, xattrs);
                case 7 -> typeQuotas(in);
                default -> in.skip();
            }
        }

        private void typeQuotas(WireReader in) throws CorruptImageException {
            typeQuotas = new EnumMap<>(StorageType.class);
            int outer = in.enter();
            while (in.next()) {
                if (in.field() == 1) {
                    typeQuota(in);
                } else {
                    in.skip();
                }
            }
            in.leave(outer);
        }

        private void typeQuota(WireReader in) throws CorruptImageException {
            int type = 0;
            long quota = Quota.UNLIMITED;
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> type = in.varint32();
                    case 2 -> quota = in.varint();
                    default -> in.skip();
                }
            }
            in.leave(outer);
            StorageType storageType = storageType(type);
            if (quota >= 0) {
                typeQuotas.put(storageType, quota);
            }
        }

        DirectoryInode toInode(long id, FsName name) throws CorruptImageException {
            return new DirectoryInode(
                    id, name, needed(permission, id), mtime, new Quota(nsQuota, dsQuota, typeQuotas), acl, xattrs);
        }
    }

    /** INodeSymlink while it is being read. */
    private static final class SymlinkFields {
        private @Nullable Permission permission;
        private String target = "";
        private long mtime;
        private long atime;

        static SymlinkFields read(WireReader in, StringTable strings) throws CorruptImageException {
            SymlinkFields symlink = new SymlinkFields();
            int outer = in.enter();
            while (in.next()) {
                switch (in.field()) {
                    case 1 -> symlink.permission = strings.permission(in.fixed64());
                    case 2 -> symlink.target = new String(in.bytes(), StandardCharsets.UTF_8);
                    case 3 -> symlink.mtime = in.varint();
                    case 4 -> symlink.atime = in.varint();
                    default -> in.skip();
                }
            }
            in.leave(outer);
            return symlink;
        }

        SymlinkInode toInode(long id, FsName name) throws CorruptImageException {
            return new SymlinkInode(id, name, needed(permission, id), mtime, atime, target);
        }
    }

    private static Permission needed(@Nullable Permission permission, long id) throws CorruptImageException {
        if (permission == null) {
            throw new CorruptImageException("a permission of inode " + id, "none");
        }
        return permission;
    }
}
