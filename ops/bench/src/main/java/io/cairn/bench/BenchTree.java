package io.cairn.bench;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A namespace by arithmetic: everything about directory {@code d} or file {@code f} follows from its number, so that any
 * size is written without being held. Twenty files a directory, one or two blocks a file, an ACL, an attribute or a quota
 * now and then. Immutable.
 *
 * @param inodes files and directories, without the root
 */
record BenchTree(long inodes) {
    static final int FILES_PER_DIRECTORY = 20;
    static final long BLOCK_BYTES = 128L << 20;
    static final long FIRST_BLOCK_ID = 1_073_741_825L;
    static final long FIRST_GENSTAMP = 1001;
    static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private static final int STRIDE = FILES_PER_DIRECTORY + 1;
    private static final int TOP = 64;
    private static final int FAN_OUT = 16;

    BenchTree {
        if (inodes < STRIDE) {
            throw new IllegalArgumentException("At least " + STRIDE + " inodes, not " + inodes);
        }
    }

    long directories() {
        return (inodes + STRIDE - 1) / STRIDE;
    }

    long files() {
        return inodes - directories();
    }

    long lastInodeId() {
        return Math.max(directoryId(directories() - 1), fileId(files() - 1));
    }

    long directoryId(long d) {
        return InodeIds.FIRST_ALLOCATED + d * STRIDE;
    }

    long fileId(long f) {
        return directoryId(f / FILES_PER_DIRECTORY) + 1 + f % FILES_PER_DIRECTORY;
    }

    private static FsName directoryName(long d) {
        return FsName.of(String.format("dir-%08d", d));
    }

    private static FsName fileName(long f) {
        return FsName.of(String.format("part-%010d", f));
    }

    String directoryPath(long d) {
        String parent = d < TOP ? "" : directoryPath((d - TOP) / FAN_OUT);
        return parent + "/" + directoryName(d);
    }

    String filePath(long f) {
        return directoryPath(f / FILES_PER_DIRECTORY) + "/" + fileName(f);
    }

    /** Ids of the root's children, in order of their names. */
    LongStream rootChildren() {
        return LongStream.range(0, Math.min(TOP, directories())).map(this::directoryId);
    }

    /** Ids of the children of a directory, in order of their names. */
    LongStream children(long d) {
        long firstSub = Math.min(TOP + d * FAN_OUT, directories());
        LongStream subs = LongStream.range(firstSub, Math.min(firstSub + FAN_OUT, directories()));
        long firstFile = Math.min(d * FILES_PER_DIRECTORY, files());
        LongStream own = LongStream.range(firstFile, Math.min(firstFile + FILES_PER_DIRECTORY, files()));
        return LongStream.concat(subs.map(this::directoryId), own.map(this::fileId));
    }

    DirectoryInode root() {
        return new DirectoryInode(
                InodeIds.ROOT,
                FsName.EMPTY,
                new Permission("hdfs", "supergroup", 0755),
                EPOCH_MILLIS,
                Quota.ROOT_DEFAULT,
                List.of(),
                List.of());
    }

    DirectoryInode directory(long d) {
        long chance = mix(d);
        Quota quota = one(chance, 200) ? new Quota(1_000_000, 1L << 50, Map.of()) : Quota.NONE;
        List<AclEntry> acl = one(chance >>> 8, 50)
                ? List.of(
                        new AclEntry(AclScope.ACCESS, AclType.USER, 5, user(chance >>> 20)),
                        new AclEntry(AclScope.ACCESS, AclType.GROUP, 5, null),
                        new AclEntry(AclScope.DEFAULT, AclType.USER, 7, null),
                        new AclEntry(AclScope.DEFAULT, AclType.GROUP, 5, null),
                        new AclEntry(AclScope.DEFAULT, AclType.OTHER, 0, null))
                : List.of();
        return new DirectoryInode(
                directoryId(d),
                directoryName(d),
                new Permission(user(chance >>> 30), group(chance >>> 36), 0755),
                EPOCH_MILLIS + d,
                quota,
                acl,
                attributes(chance >>> 42, 100));
    }

    FileInode file(long f) {
        long chance = mix(~f);
        List<AclEntry> acl = one(chance >>> 8, 100)
                ? List.of(
                        new AclEntry(AclScope.ACCESS, AclType.USER, 6, user(chance >>> 20)),
                        new AclEntry(AclScope.ACCESS, AclType.GROUP, 4, null))
                : List.of();
        long time = EPOCH_MILLIS + f;
        return new FileInode(
                fileId(f),
                fileName(f),
                new Permission(user(chance >>> 30), group(chance >>> 36), 0644),
                time,
                time + 1000,
                3,
                BLOCK_BYTES,
                0,
                0,
                blocks(f),
                acl,
                attributes(chance >>> 42, 100),
                null);
    }

    private static List<BlockRef> blocks(long f) {
        long chance = mix(f + (1L << 40));
        BlockRef first = new BlockRef(FIRST_BLOCK_ID + 2 * f, BLOCK_BYTES, FIRST_GENSTAMP + 2 * f);
        long lastBytes = 1 + Long.remainderUnsigned(chance >>> 3, BLOCK_BYTES);
        return one(chance, 2)
                ? List.of(first, new BlockRef(FIRST_BLOCK_ID + 2 * f + 1, lastBytes, FIRST_GENSTAMP + 2 * f + 1))
                : List.of(first.withLength(lastBytes));
    }

    long lastBlockId() {
        return FIRST_BLOCK_ID + 2 * files();
    }

    long lastGenstamp() {
        return FIRST_GENSTAMP + 2 * files();
    }

    private static List<XAttr> attributes(long chance, int everyNth) {
        return one(chance, everyNth)
                ? List.of(new XAttr(XAttrNamespace.USER, "origin", new byte[] {(byte) chance, 2, 3, 4, 5, 6, 7, 8}))
                : List.of();
    }

    static String user(long chance) {
        return "user" + (chance & 31);
    }

    static String group(long chance) {
        return "group" + (chance & 15);
    }

    static boolean one(long chance, int of) {
        return Long.remainderUnsigned(chance & 0xffff, of) == 0;
    }

    /** Scatters a number over 64 bits; the same on every machine and in every run. */
    static long mix(long number) {
        long x = (number + 0x632be59bd9b4e019L) * 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 29)) * 0xd6e8feb86659fd93L;
        return x ^ (x >>> 32);
    }
}
