package io.cairn.common.store.rocks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Values of the rows. Numbers are varints ({@code s}: zigzag), texts and names a varint byte count and the bytes.
 *
 * <p>Inode: s parent id, s id, kind (1 file, 2 directory, 3 symlink), name, user, group, mode, s mtime, then by kind
 *
 * <ul>
 *   <li>file: s atime, replication, s block size, policy, EC policy, number of blocks, the first {@value
 *       #INLINE_BLOCKS} of them, open (0 or 1, then client name and machine), ACL, attributes;
 *   <li>directory: s namespace quota, s space quota, number of type quotas, each (ordinal, s bytes), ACL, attributes;
 *   <li>symlink: s atime, target.
 * </ul>
 *
 * <p>A block is s id, s length, s genstamp. Blocks beyond the inline ones lie in chunks of {@value #CHUNK_BLOCKS} in the
 * block family, so that no value grows past what a mirror can hold. An ACL is a count, then per entry one byte
 * (permission | type &lt;&lt; 3 | scope &lt;&lt; 5 | named &lt;&lt; 6) and the name if named. Attributes are a count, then
 * namespace, name, 0 or 1 and the value if 1. Stateless.
 */
final class ValueCodec {
    static final int INLINE_BLOCKS = 1024;
    static final int CHUNK_BLOCKS = 65536;

    private static final int FILE = 1;
    private static final int DIRECTORY = 2;
    private static final int SYMLINK = 3;

    private ValueCodec() {}

    /** Writes one value. */
    interface Body {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] encode(Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, 256);
        try {
            body.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] encodeNode(Node node) {
        return encode(out -> writeNode(node, out));
    }

    /** Number of chunks beside the inode's row that a file with that many blocks needs. */
    static int chunks(int blocks) {
        return blocks <= INLINE_BLOCKS ? 0 : (blocks - INLINE_BLOCKS + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS;
    }

    static byte[] encodeChunk(List<BlockRef> blocks, int chunk) {
        int from = INLINE_BLOCKS + chunk * CHUNK_BLOCKS;
        return encode(out -> writeBlocks(blocks.subList(from, Math.min(blocks.size(), from + CHUNK_BLOCKS)), out));
    }

    private static void writeNode(Node node, CodedOutputStream out) throws IOException {
        Inode inode = node.inode();
        out.writeSInt64NoTag(node.parentId());
        out.writeSInt64NoTag(inode.id());
        out.writeUInt32NoTag(inode instanceof FileInode ? FILE : inode instanceof DirectoryInode ? DIRECTORY : SYMLINK);
        out.writeByteArrayNoTag(inode.name().bytes());
        out.writeStringNoTag(inode.permission().user());
        out.writeStringNoTag(inode.permission().group());
        out.writeUInt32NoTag(inode.permission().mode());
        out.writeSInt64NoTag(inode.mtimeMillis());
        if (inode instanceof FileInode file) {
            writeFile(file, out);
        } else if (inode instanceof DirectoryInode directory) {
            writeDirectory(directory, out);
        } else if (inode instanceof SymlinkInode link) {
            out.writeSInt64NoTag(link.atimeMillis());
            out.writeStringNoTag(link.target());
        }
    }

    private static void writeFile(FileInode file, CodedOutputStream out) throws IOException {
        out.writeSInt64NoTag(file.atimeMillis());
        out.writeUInt32NoTag(file.replication());
        out.writeSInt64NoTag(file.preferredBlockSize());
        out.writeUInt32NoTag(file.storagePolicyId());
        out.writeUInt32NoTag(file.ecPolicyId());
        out.writeUInt32NoTag(file.blocks().size());
        writeBlocks(
                file.blocks().subList(0, Math.min(INLINE_BLOCKS, file.blocks().size())), out);
        UnderConstruction open = file.underConstruction();
        out.writeBoolNoTag(open != null);
        if (open != null) {
            out.writeStringNoTag(open.clientName());
            out.writeStringNoTag(open.clientMachine());
        }
        writeAcl(file.acl(), out);
        writeXAttrs(file.xattrs(), out);
    }

    private static void writeDirectory(DirectoryInode directory, CodedOutputStream out) throws IOException {
        Quota quota = directory.quota();
        out.writeSInt64NoTag(quota.namespace());
        out.writeSInt64NoTag(quota.diskspace());
        out.writeUInt32NoTag(quota.byType().size());
        for (Map.Entry<StorageType, Long> entry : quota.byType().entrySet()) {
            out.writeUInt32NoTag(entry.getKey().ordinal());
            out.writeSInt64NoTag(entry.getValue());
        }
        writeAcl(directory.acl(), out);
        writeXAttrs(directory.xattrs(), out);
    }

    private static void writeBlocks(List<BlockRef> blocks, CodedOutputStream out) throws IOException {
        for (BlockRef block : blocks) {
            out.writeSInt64NoTag(block.id());
            out.writeSInt64NoTag(block.length());
            out.writeSInt64NoTag(block.genstamp());
        }
    }

    private static void writeAcl(List<AclEntry> acl, CodedOutputStream out) throws IOException {
        out.writeUInt32NoTag(acl.size());
        for (AclEntry entry : acl) {
            String name = entry.name();
            out.write((byte) (entry.permission()
                    | entry.type().ordinal() << 3
                    | entry.scope().ordinal() << 5
                    | (name != null ? 1 << 6 : 0)));
            if (name != null) {
                out.writeStringNoTag(name);
            }
        }
    }

    private static void writeXAttrs(List<XAttr> xattrs, CodedOutputStream out) throws IOException {
        out.writeUInt32NoTag(xattrs.size());
        for (XAttr xattr : xattrs) {
            byte[] value = xattr.value();
            out.writeUInt32NoTag(xattr.namespace().ordinal());
            out.writeStringNoTag(xattr.name());
            out.writeBoolNoTag(value != null);
            if (value != null) {
                out.writeByteArrayNoTag(value);
            }
        }
    }

    /** Fetches a chunk of blocks of the inode that is being decoded. */
    interface ChunkSource {
        byte[] chunk(long id, int chunk) throws IOException;
    }

    static Node decodeNode(byte[] value, ChunkSource chunks) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(value);
        long parentId = in.readSInt64();
        long id = in.readSInt64();
        int kind = in.readUInt32();
        FsName name = FsName.ofBytes(in.readByteArray());
        String user = in.readString();
        Permission permission = new Permission(user, in.readString(), in.readUInt32());
        long mtime = in.readSInt64();
        Inode inode =
                switch (kind) {
                    case FILE -> readFile(in, id, name, permission, mtime, chunks);
                    case DIRECTORY -> readDirectory(in, id, name, permission, mtime);
                    case SYMLINK -> new SymlinkInode(id, name, permission, mtime, in.readSInt64(), in.readString());
                    default -> throw new IOException("inode row " + id + ": kind must be 1 to 3, but is " + kind);
                };
        return new Node(inode, parentId);
    }

    private static FileInode readFile(
            CodedInputStream in, long id, FsName name, Permission permission, long mtime, ChunkSource chunks)
            throws IOException {
        long atime = in.readSInt64();
        int replication = in.readUInt32();
        long blockSize = in.readSInt64();
        int policy = in.readUInt32();
        int ecPolicy = in.readUInt32();
        int count = in.readUInt32();
        List<BlockRef> blocks = new ArrayList<>(Math.min(count, INLINE_BLOCKS));
        readBlocks(in, Math.min(count, INLINE_BLOCKS), blocks);
        for (int chunk = 0; chunk < chunks(count); chunk++) {
            int left = count - blocks.size();
            readBlocks(CodedInputStream.newInstance(chunks.chunk(id, chunk)), Math.min(left, CHUNK_BLOCKS), blocks);
        }
        UnderConstruction open = null;
        if (in.readBool()) {
            String clientName = in.readString();
            open = new UnderConstruction(clientName, in.readString());
        }
        List<AclEntry> acl = readAcl(in);
        List<XAttr> xattrs = readXAttrs(in);
        return new FileInode(
                id,
                name,
                permission,
                mtime,
                atime,
                replication,
                blockSize,
                policy,
                ecPolicy,
                blocks,
                acl,
                xattrs,
                open);
    }

    private static DirectoryInode readDirectory(
            CodedInputStream in, long id, FsName name, Permission permission, long mtime) throws IOException {
        long namespaceQuota = in.readSInt64();
        long spaceQuota = in.readSInt64();
        Map<StorageType, Long> types = new EnumMap<>(StorageType.class);
        for (int left = in.readUInt32(); left > 0; left--) {
            StorageType type = StorageType.values()[in.readUInt32()];
            types.put(type, in.readSInt64());
        }
        List<AclEntry> acl = readAcl(in);
        Quota quota = new Quota(namespaceQuota, spaceQuota, types);
        return new DirectoryInode(id, name, permission, mtime, quota, acl, readXAttrs(in));
    }

    private static void readBlocks(CodedInputStream in, int count, List<BlockRef> target) throws IOException {
        for (int i = 0; i < count; i++) {
            long id = in.readSInt64();
            long length = in.readSInt64();
            target.add(new BlockRef(id, length, in.readSInt64()));
        }
    }

    private static List<AclEntry> readAcl(CodedInputStream in) throws IOException {
        int count = in.readUInt32();
        if (count == 0) {
            return List.of();
        }
        List<AclEntry> acl = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int bits = in.readRawByte();
            acl.add(new AclEntry(
                    AclScope.values()[bits >> 5 & 1],
                    AclType.values()[bits >> 3 & 3],
                    bits & 7,
                    (bits >> 6 & 1) == 1 ? in.readString() : null));
        }
        return acl;
    }

    private static List<XAttr> readXAttrs(CodedInputStream in) throws IOException {
        int count = in.readUInt32();
        if (count == 0) {
            return List.of();
        }
        List<XAttr> xattrs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            XAttrNamespace namespace = XAttrNamespace.values()[in.readUInt32()];
            String name = in.readString();
            xattrs.add(new XAttr(namespace, name, in.readBool() ? in.readByteArray() : null));
        }
        return xattrs;
    }

    static byte[] encodeCounters(Counters counters) {
        return encode(out -> {
            out.writeSInt32NoTag(counters.namespaceId());
            out.writeSInt64NoTag(counters.genstampV1());
            out.writeSInt64NoTag(counters.genstampV2());
            out.writeSInt64NoTag(counters.genstampV1Limit());
            out.writeSInt64NoTag(counters.lastBlockId());
            out.writeSInt64NoTag(counters.lastStripedBlockId());
            out.writeSInt64NoTag(counters.lastInodeId());
            out.writeSInt64NoTag(counters.rollingUpgradeStartMillis());
            out.writeSInt32NoTag(counters.currentKeyId());
            out.writeSInt32NoTag(counters.tokenSequence());
            out.writeSInt64NoTag(counters.nextDirectiveId());
            out.writeSInt32NoTag(counters.snapshotCounter());
        });
    }

    static Counters decodeCounters(byte[] value) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(value);
        return new Counters(
                in.readSInt32(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt32(),
                in.readSInt32(),
                in.readSInt64(),
                in.readSInt32());
    }
}
