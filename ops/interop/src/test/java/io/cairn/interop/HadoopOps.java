package io.cairn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.fs.CacheFlag;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.CreateEncryptionZoneFlag;
import org.apache.hadoop.hdfs.client.HdfsAdmin;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream.SyncFlag;
import org.apache.hadoop.hdfs.protocol.CacheDirectiveInfo;
import org.apache.hadoop.hdfs.protocol.CachePoolInfo;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicy;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.RollingUpgradeAction;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.io.erasurecode.ECSchema;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;

/**
 * Drives a NameNode through every kind of namespace change that a client or an operator can ask for. Each method covers
 * one subject below a directory of its own, so they can run in any order and any number of them.
 * <em>Confined to the thread that made it.</em>
 */
@SuppressWarnings("deprecation") // rename(src, dst, options) and friends are what we want to provoke
public final class HadoopOps {
    static final int BLOCK_BYTES = 1024;

    private static final int STRIPED_BLOCK_BYTES = 2 << 20;

    private static final short THREE = 3;

    private final HadoopCluster cluster;
    private final DistributedFileSystem fs;
    private final Random random = new Random(20_250_102);
    private final List<FSDataOutputStream> open = new ArrayList<>();

    public HadoopOps(HadoopCluster cluster) throws IOException {
        this.cluster = cluster;
        this.fs = cluster.fs();
    }

    /** Directories, deletes, times, owners, modes, replication, both renames. */
    public void namespaceBasics() throws IOException {
        mkdirs("/basics/a/b/c");
        fs.mkdirs(path("/basics/sticky"), FsPermission.createImmutable((short) 01777));
        file("/basics/empty", 0);
        file("/basics/one", 100);
        file("/basics/three-blocks", 2 * BLOCK_BYTES + 17);
        file("/basics/overwritten", 10);
        file("/basics/overwritten", 20);
        fs.setReplication(path("/basics/one"), (short) 2);
        fs.setPermission(path("/basics/one"), FsPermission.createImmutable((short) 0640));
        fs.setOwner(path("/basics/one"), "alice", "staff");
        fs.setOwner(path("/basics/empty"), "bob", null);
        fs.setOwner(path("/basics/a"), null, "wheel");
        fs.setTimes(path("/basics/one"), 1_500_000_000_000L, 1_500_000_000_001L);
        fs.setTimes(path("/basics/a/b"), 1_500_000_000_002L, -1);
        fs.setTimes(path("/basics/empty"), -1, 1_500_000_000_003L);
        fs.open(path("/basics/three-blocks")).close(); // access time
        if (!fs.rename(path("/basics/a/b"), path("/basics/moved"))) {
            throw new IOException("old rename refused");
        }
        fs.rename(path("/basics/moved"), path("/basics/a/again"), Rename.NONE);
        file("/basics/source", 30);
        fs.rename(path("/basics/source"), path("/basics/overwritten"), Rename.OVERWRITE);
        file("/basics/trash-me", 5);
        mkdirs("/user/trash");
        fs.rename(path("/basics/trash-me"), path("/user/trash/t"), Rename.OVERWRITE, Rename.TO_TRASH);
        mkdirs("/basics/doomed/deep/er");
        file("/basics/doomed/deep/er/file", 3000);
        fs.delete(path("/basics/doomed"), true);
    }

    /** Blocks: hsync, abandon, append to a block and in a new block, truncate three ways, concat. */
    public void files() throws IOException {
        mkdirs("/files");
        try (FSDataOutputStream out = fs.create(path("/files/synced"))) {
            out.write(bytes(1500));
            ((HdfsDataOutputStream) out).hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH));
            out.write(bytes(100));
        }
        abandonedBlock("/files/abandoned");
        file("/files/appended", 700);
        append("/files/appended", 900, EnumSet.of(CreateFlag.APPEND));
        append("/files/appended", 50, EnumSet.of(CreateFlag.APPEND, CreateFlag.NEW_BLOCK));
        file("/files/truncated-on-boundary", 4 * BLOCK_BYTES);
        fs.truncate(path("/files/truncated-on-boundary"), 2 * BLOCK_BYTES);
        file("/files/truncated-to-zero", BLOCK_BYTES + 1);
        fs.truncate(path("/files/truncated-to-zero"), 0);
        file("/files/concat-target", 2 * BLOCK_BYTES);
        file("/files/concat-1", BLOCK_BYTES);
        file("/files/concat-2", BLOCK_BYTES + 300);
        fs.concat(
                path("/files/concat-target"),
                new org.apache.hadoop.fs.Path[] {path("/files/concat-1"), path("/files/concat-2")});
    }

    /** A truncate that cuts a block: the one op whose XML Hadoop itself cannot read back, so keep it in its segment. */
    public void truncateInsideBlock() throws IOException {
        file("/files/truncated-inside", 3 * BLOCK_BYTES);
        cluster.rollEdits();
        fs.truncate(path("/files/truncated-inside"), BLOCK_BYTES + 100);
        awaitClosed("/files/truncated-inside");
        cluster.rollEdits();
    }

    private void abandonedBlock(String name) throws IOException {
        String client = "abandoning-client";
        ClientProtocol nameNode = fs.getClient().getNamenode();
        long fileId = nameNode.create(
                        name,
                        FsPermission.getFileDefault(),
                        client,
                        new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)),
                        true,
                        THREE,
                        BLOCK_BYTES,
                        CryptoProtocolVersion.supported(),
                        null,
                        null)
                .getFileId();
        LocatedBlock block = nameNode.addBlock(name, client, null, null, fileId, null, null);
        nameNode.abandonBlock(block.getBlock(), fileId, name, client);
        nameNode.complete(name, client, null, fileId);
    }

    /** Access and default ACLs, what children inherit, and every way of taking them away. */
    public void acls() throws IOException {
        mkdirs("/acls/inherit");
        fs.setAcl(
                path("/acls/inherit"),
                AclEntry.parseAclSpec(
                        "user::rwx,user:carol:rw-,group::r-x,group:ops:rwx,mask::rwx,other::---,"
                                + "default:user::rwx,default:user:dave:r-x,default:group::r-x,default:group:ops:-wx,"
                                + "default:mask::rwx,default:other::r--",
                        true));
        mkdirs("/acls/inherit/child/grandchild");
        file("/acls/inherit/child/file", 10);
        file("/acls/plain", 10);
        fs.modifyAclEntries(path("/acls/plain"), AclEntry.parseAclSpec("user:erin:r--,group:日本:--x", true));
        file("/acls/partly", 0);
        fs.modifyAclEntries(path("/acls/partly"), AclEntry.parseAclSpec("user:f:r--,user:g:rw-", true));
        fs.removeAclEntries(path("/acls/partly"), AclEntry.parseAclSpec("user:f", false));
        mkdirs("/acls/no-default");
        fs.modifyAclEntries(path("/acls/no-default"), AclEntry.parseAclSpec("user:h:r--,default:user:h:rwx", true));
        fs.removeDefaultAcl(path("/acls/no-default"));
        mkdirs("/acls/only-default");
        fs.modifyAclEntries(path("/acls/only-default"), AclEntry.parseAclSpec("default:user:i:rwx", true));
        mkdirs("/acls/removed");
        fs.modifyAclEntries(path("/acls/removed"), AclEntry.parseAclSpec("user:j:rwx,default:user:j:rwx", true));
        fs.removeAcl(path("/acls/removed"));
        fs.setPermission(path("/acls/plain"), FsPermission.createImmutable((short) 0751));
    }

    /** Extended attributes of all namespaces a client may write, with and without value. */
    public void xattrs() throws IOException {
        mkdirs("/xattrs/dir");
        file("/xattrs/file", 1);
        for (String target : List.of("/xattrs/dir", "/xattrs/file")) {
            fs.setXAttr(path(target), "user.plain", "value".getBytes(StandardCharsets.UTF_8));
            fs.setXAttr(path(target), "user.empty", new byte[0]);
            fs.setXAttr(path(target), "user.none", null);
            fs.setXAttr(path(target), "user.binary", new byte[] {0, 1, -1, -128, 127});
            fs.setXAttr(path(target), "user.ключ-鍵", "värde".getBytes(StandardCharsets.UTF_8));
            fs.setXAttr(path(target), "trusted.t", new byte[] {1});
            fs.setXAttr(path("/.reserved/raw" + target), "raw.r", new byte[] {3});
        }
        fs.setXAttr(path("/xattrs/file"), "user.plain", new byte[] {9}, EnumSet.of(XAttrSetFlag.REPLACE));
        fs.removeXAttr(path("/xattrs/file"), "user.binary");
        fs.setXAttr(path("/xattrs/file"), "security.hdfs.unreadable.by.superuser", null);
        mkdirs("/xattrs/gone");
        fs.setXAttr(path("/xattrs/gone"), "user.x", new byte[] {1});
        fs.removeXAttr(path("/xattrs/gone"), "user.x");
    }

    /** Quotas on names, space and storage types: set, changed, cleared. */
    public void quotas() throws IOException {
        mkdirs("/quotas/both");
        fs.setQuota(path("/quotas/both"), 100, 1 << 20);
        file("/quotas/both/file", 2000);
        mkdirs("/quotas/names");
        fs.setQuota(path("/quotas/names"), 5, HdfsConstants.QUOTA_DONT_SET);
        mkdirs("/quotas/types");
        fs.setQuotaByStorageType(path("/quotas/types"), StorageType.SSD, 1 << 20);
        fs.setQuotaByStorageType(path("/quotas/types"), StorageType.DISK, 1 << 21);
        fs.setQuotaByStorageType(path("/quotas/types"), StorageType.ARCHIVE, 1 << 22);
        fs.setQuotaByStorageType(path("/quotas/types"), StorageType.NVDIMM, 1 << 23);
        fs.setQuotaByStorageType(path("/quotas/types"), StorageType.ARCHIVE, HdfsConstants.QUOTA_RESET);
        file("/quotas/types/file", 100);
        mkdirs("/quotas/cleared");
        fs.setQuota(path("/quotas/cleared"), 7, 1 << 20);
        fs.setQuota(path("/quotas/cleared"), HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);
        fs.setQuota(path("/"), 1_000_000, HdfsConstants.QUOTA_DONT_SET);
    }

    /** Storage policies on directories and files, and none again. */
    public void storagePolicies() throws IOException {
        for (String policy : List.of("HOT", "WARM", "COLD", "ALL_SSD", "ONE_SSD", "LAZY_PERSIST", "ALL_NVDIMM")) {
            mkdirs("/policies/" + policy);
            fs.setStoragePolicy(path("/policies/" + policy), policy);
        }
        file("/policies/COLD/file", 0);
        fs.setStoragePolicy(path("/policies/COLD/file"), "WARM");
        mkdirs("/policies/unset");
        fs.setStoragePolicy(path("/policies/unset"), "ALL_SSD");
        fs.unsetStoragePolicy(path("/policies/unset"));
        file("/policies/HOT/unset", 0);
        fs.setStoragePolicy(path("/policies/HOT/unset"), "COLD");
        fs.unsetStoragePolicy(path("/policies/HOT/unset"));
    }

    /** Erasure coding: own policies, states, directories, and a striped file, for which three DataNodes are enough. */
    public void erasureCoding() throws IOException {
        ErasureCodingPolicy plain = new ErasureCodingPolicy(new ECSchema("rs", 4, 2), 64 * 1024);
        ErasureCodingPolicy withOptions = new ErasureCodingPolicy(
                new ECSchema("xor", 3, 1, new HashMap<>(Map.of("first", "1", "zweite", "zwei"))), 128 * 1024);
        ErasureCodingPolicy removed = new ErasureCodingPolicy(new ECSchema("rs", 5, 2), 256 * 1024);
        for (var answer : fs.addErasureCodingPolicies(new ErasureCodingPolicy[] {plain, withOptions, removed})) {
            if (!answer.isSucceed()) {
                throw new IOException(answer.toString());
            }
        }
        fs.enableErasureCodingPolicy("RS-4-2-64k");
        fs.enableErasureCodingPolicy("RS-3-2-1024k");
        fs.enableErasureCodingPolicy("XOR-2-1-1024k");
        fs.disableErasureCodingPolicy("RS-3-2-1024k");
        fs.removeErasureCodingPolicy("RS-5-2-256k");
        mkdirs("/ec/own");
        fs.setErasureCodingPolicy(path("/ec/own"), "RS-4-2-64k");
        mkdirs("/ec/striped");
        fs.setErasureCodingPolicy(path("/ec/striped"), "XOR-2-1-1024k");
        striped("/ec/striped/file", 3000);
        striped("/ec/striped/empty", 0);
        mkdirs("/ec/striped/replicated");
        fs.setErasureCodingPolicy(path("/ec/striped/replicated"), "replication");
        mkdirs("/ec/unset");
        fs.setErasureCodingPolicy(path("/ec/unset"), "XOR-2-1-1024k");
        fs.unsetErasureCodingPolicy(path("/ec/unset"));
    }

    /** Cache pools and directives: added, changed, removed, with limits and expiry. */
    public void caching() throws IOException {
        file("/cached/file", 100);
        mkdirs("/cached/dir");
        fs.addCachePool(new CachePoolInfo("plain"));
        fs.addCachePool(new CachePoolInfo("full <&> 池")
                .setOwnerName("alice")
                .setGroupName("staff")
                .setMode(FsPermission.createImmutable((short) 0750))
                .setLimit(1L << 40)
                .setDefaultReplication(THREE)
                .setMaxRelativeExpiryMs(86_400_000L * 365));
        fs.addCachePool(new CachePoolInfo("removed"));
        fs.modifyCachePool(new CachePoolInfo("plain").setLimit(1L << 30).setOwnerName("bob"));
        long kept = fs.addCacheDirective(
                new CacheDirectiveInfo.Builder()
                        .setPath(path("/cached/file"))
                        .setPool("plain")
                        .build(),
                EnumSet.of(CacheFlag.FORCE));
        fs.addCacheDirective(
                new CacheDirectiveInfo.Builder()
                        .setPath(path("/cached/dir"))
                        .setPool("full <&> 池")
                        .setReplication((short) 2)
                        .setExpiration(CacheDirectiveInfo.Expiration.newRelative(86_400_000L * 30))
                        .build(),
                EnumSet.of(CacheFlag.FORCE));
        long gone = fs.addCacheDirective(
                new CacheDirectiveInfo.Builder()
                        .setPath(path("/cached"))
                        .setPool("removed")
                        .build(),
                EnumSet.of(CacheFlag.FORCE));
        fs.addCacheDirective(
                new CacheDirectiveInfo.Builder()
                        .setPath(path("/cached/later"))
                        .setPool("removed")
                        .build(),
                EnumSet.of(CacheFlag.FORCE));
        fs.modifyCacheDirective(
                new CacheDirectiveInfo.Builder()
                        .setId(kept)
                        .setReplication((short) 3)
                        .setExpiration(CacheDirectiveInfo.Expiration.newAbsolute(4_102_444_800_000L))
                        .build(),
                EnumSet.of(CacheFlag.FORCE));
        fs.removeCacheDirective(gone);
        fs.removeCachePool("removed");
    }

    /** Delegation tokens: one kept, one renewed, one cancelled, one asked for on another user's behalf. */
    public void delegationTokens() throws IOException, InterruptedException {
        Configuration conf = cluster.conf();
        String self = UserGroupInformation.getCurrentUser().getShortUserName();
        fs.getDelegationToken("somebody");
        Token<?> renewed = fs.getDelegationToken(self);
        renewed.renew(conf);
        Token<?> cancelled = fs.getDelegationToken(self);
        cancelled.cancel(conf);
        UserGroupInformation proxy =
                UserGroupInformation.createProxyUser("carol", UserGroupInformation.getCurrentUser());
        proxy.doAs((PrivilegedExceptionAction<Void>) () -> {
            try (FileSystem theirs = FileSystem.newInstance(fs.getUri(), conf)) {
                theirs.getDelegationToken("renewer");
            }
            return null;
        });
    }

    /** Names that test order, escaping and encodings. */
    public void names() throws IOException {
        mkdirs("/names");
        for (String name : List.of(
                "with space",
                " lead",
                "trail ",
                "amp&lt<gt>quot\"apos'",
                "back\\slash",
                "semi;colon",
                "percent%25",
                "comma,quote\"",
                "plus+",
                "Ünïcödé",
                "e\u0301-combining",
                "é-composed",
                "z",
                "~",
                "日本語",
                "한국어",
                "😀-emoji",
                "𐍈-gothic",
                "\uFFFC-high-bmp",
                "\u00a0nbsp",
                "\u007f-del",
                "\u0080-c1",
                "\u0001-ctl",
                "tab\there",
                "line\nfeed",
                "carriage\rreturn",
                "]]>",
                "#hash?",
                "*",
                ".hidden",
                "-",
                "0",
                "A",
                "a")) {
            mkdirs("/names/" + name);
        }
        file("/names/日本語/ファイル 1", 3);
        file("/names/😀-emoji/😀", 3);
        fs.rename(path("/names/日本語/ファイル 1"), path("/names/한국어/파일"));
        String longName = "n".repeat(255);
        mkdirs("/names/" + longName);
        for (int i = 0; i < 40; i++) {
            file("/names/many/file-" + (i * 7919 % 40), i % 3 == 0 ? i * 100 : 0);
        }
    }

    /** Leaves files open: new, with hsynced block, reopened by append; one more was recovered from its writer. */
    public void openFiles() throws IOException {
        FSDataOutputStream empty = fs.create(path("/open/empty"));
        open.add(empty);
        FSDataOutputStream synced = fs.create(path("/open/synced"));
        synced.write(bytes(BLOCK_BYTES + 200));
        ((HdfsDataOutputStream) synced).hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH));
        open.add(synced);
        file("/open/appending", 300);
        FSDataOutputStream appending = fs.append(path("/open/appending"));
        appending.write(bytes(10));
        appending.hflush();
        open.add(appending);
        FSDataOutputStream lost = fs.create(path("/open/recovered"));
        lost.write(bytes(400));
        lost.hflush();
        open.add(lost);
        try (FileSystem other = FileSystem.newInstance(fs.getUri(), cluster.conf())) {
            ((DistributedFileSystem) other).recoverLease(path("/open/recovered"));
        }
        awaitClosed("/open/recovered");
    }

    /** Touches what earlier methods made, so that a replay changes inodes that come from the image. */
    public void changesToOldFiles() throws IOException {
        fs.delete(path("/names/many"), true);
        fs.rename(path("/basics/a"), path("/names/a-moved"), Rename.NONE);
        fs.setPermission(path("/acls/inherit"), FsPermission.createImmutable((short) 0700));
        fs.setXAttr(path("/xattrs/dir"), "user.after", "image".getBytes(StandardCharsets.UTF_8));
        fs.setQuota(path("/quotas/both"), 200, 1 << 22);
        fs.setOwner(path("/names/日本語"), "新しい", "users");
        append("/basics/three-blocks", 5000, EnumSet.of(CreateFlag.APPEND));
        file("/basics/empty", 12);
        mkdirs("/after-image/日本/x");
        fs.setReplication(path("/basics/three-blocks"), (short) 1);
    }

    /** A rolling upgrade that is started and finalised. */
    public void rollingUpgrade() throws IOException {
        fs.setSafeMode(SafeModeAction.ENTER);
        fs.rollingUpgrade(RollingUpgradeAction.PREPARE);
        fs.setSafeMode(SafeModeAction.LEAVE);
        mkdirs("/during-upgrade");
        fs.rollingUpgrade(RollingUpgradeAction.FINALIZE);
    }

    /** An encryption zone and a file in it: the one source of attributes inside create records. */
    public void encryptionZone() throws Exception {
        var keys = cluster.nameNode().getNamesystem().getProvider();
        fs.getClient().setKeyProvider(keys);
        keys.createKey(
                "zone-key", new byte[16], KeyProvider.options(cluster.conf()).setBitLength(128));
        keys.flush();
        mkdirs("/zone");
        new HdfsAdmin(fs.getUri(), cluster.conf())
                .createEncryptionZone(path("/zone"), "zone-key", EnumSet.noneOf(CreateEncryptionZoneFlag.class));
        file("/zone/secret", 100);
        mkdirs("/zone/dir");
    }

    /** A symbolic link, which stock Hadoop lets only tests make. */
    public void symlinks() throws IOException {
        FileSystem.enableSymlinks();
        mkdirs("/links/target");
        fs.createSymlink(path("/links/target"), path("/links/link"), false);
        fs.createSymlink(path("/links/日本"), path("/links/dangling"), true);
    }

    /** Snapshots: allowed, taken, renamed, deleted, disallowed, with changes of every kind between them. */
    public void snapshots() throws IOException {
        mkdirs("/snap/dir/deep");
        file("/snap/modified", 3 * BLOCK_BYTES);
        file("/snap/deleted", 100);
        file("/snap/dir/moved", 100);
        file("/snap/dir/appended", 100);
        fs.allowSnapshot(path("/snap"));
        mkdirs("/not-any-more");
        fs.allowSnapshot(path("/not-any-more"));
        fs.disallowSnapshot(path("/not-any-more"));
        fs.createSnapshot(path("/snap"), "first");
        fs.setPermission(path("/snap/modified"), FsPermission.createImmutable((short) 0600));
        fs.setXAttr(path("/snap/modified"), "user.x", new byte[] {1});
        fs.modifyAclEntries(path("/snap/dir"), AclEntry.parseAclSpec("user:s:rwx", true));
        fs.delete(path("/snap/deleted"), false);
        fs.rename(path("/snap/dir/moved"), path("/snap/moved-here"), Rename.NONE);
        append("/snap/dir/appended", 200, EnumSet.of(CreateFlag.APPEND));
        fs.truncate(path("/snap/modified"), BLOCK_BYTES + 5);
        awaitClosed("/snap/modified");
        fs.createSnapshot(path("/snap"), "second");
        fs.rename(path("/snap/dir"), path("/snap/dir-renamed"), Rename.NONE);
        file("/snap/dir-renamed/new", 10);
        fs.delete(path("/snap/dir-renamed/deep"), true);
        fs.createSnapshot(path("/snap"), "third");
        fs.setQuota(path("/snap"), 1000, HdfsConstants.QUOTA_DONT_SET);
        fs.renameSnapshot(path("/snap"), "third", "troisième");
        fs.createSnapshot(path("/snap"), "fourth");
        fs.deleteSnapshot(path("/snap"), "second");
        mkdirs("/outside");
        fs.rename(path("/snap/moved-here"), path("/outside/from-snapshot"), Rename.NONE);
    }

    private org.apache.hadoop.fs.Path path(String name) {
        return new org.apache.hadoop.fs.Path(null, null, name);
    }

    private void mkdirs(String name) throws IOException {
        if (!fs.mkdirs(path(name))) {
            throw new IOException("mkdirs refused: " + name);
        }
    }

    private void file(String name, int length) throws IOException {
        try (FSDataOutputStream out = fs.create(path(name), true)) {
            out.write(bytes(length));
        }
    }

    private void striped(String name, int length) throws IOException {
        try (FSDataOutputStream out =
                fs.createFile(path(name)).blockSize(STRIPED_BLOCK_BYTES).build()) {
            out.write(bytes(length));
        }
    }

    private void append(String name, int length, EnumSet<CreateFlag> flags) throws IOException {
        try (FSDataOutputStream out = fs.append(path(name), flags, 4096, null)) {
            out.write(bytes(length));
        }
    }

    private void awaitClosed(String name) {
        HadoopCluster.await(name + " closed", () -> {
            try {
                return fs.isFileClosed(path(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
