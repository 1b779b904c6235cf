package io.cairn.common.codec.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values to bytes and back, in every layout and compression that is written. */
class ImageRoundTripTest {
    private static final long SEED = Long.getLong("cairn.test.seed", 4711);

    @ParameterizedTest
    @CsvSource({
        "-63, NONE, false",
        "-64, NONE, false",
        "-65, NONE, true",
        "-66, ZLIB, true",
        "-67, ZSTD, true",
        "-63, ZSTD, false",
        "-67, ZLIB, false"
    })
    void randomInodesComeBack(int layoutValue, ImageCompression compression, boolean divided) throws IOException {
        LayoutVersion layout = new LayoutVersion(layoutValue);
        SplittableRandom random = new SplittableRandom(SEED);
        List<Inode> inodes = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            inodes.add(inode(16385L + i, layout, random));
        }
        byte[] image = write(inodes, layout, compression, divided);
        ImageReader in = ImageReader.open(ImageFiles.source(image));
        assertEquals(layout, in.layout());
        assertEquals(compression, in.summary().codec());
        assertEquals(layout.hasStringTableMask() ? 3 : 0, in.stringTable().maskBits());
        assertEquals(divided ? 4 : 0, in.summary().parts(ImageSection.INODE).size());
        assertEquals(inodes, read(in), "seed " + SEED);
    }

    @Test
    void smallSectionsComeBack() throws IOException {
        NsInfo info = new NsInfo(-5, 1000, 77, 0, 1 << 30, 99, 1234567890123L, -9223372036854775792L);
        EcSchema schema = new EcSchema("xor", 3, 1, 65536, List.of(Map.entry("b", "2"), Map.entry("a", "1")));
        List<EcPolicy> policies = new ArrayList<>(EcPolicyCodec.BUILT_IN);
        policies.add(new EcPolicy(64, schema.policyName(), schema, EcPolicyState.REMOVED));
        SecretManagerState secrets = new SecretManagerState(
                3,
                9,
                List.of(new DelegationKey(3, 5, new byte[] {1, -1}), new DelegationKey(4, -6, null)),
                List.of(new PersistedToken(new DelegationToken("ü", "r", "", 1, 2, 9, 3), 7)));
        CacheManagerState cache = new CacheManagerState(
                8,
                List.of(
                        new CachePool("p", "o", "g", 0755, 5L, 6L, null),
                        new CachePool("q", null, null, null, null, null, 2)),
                List.of(new CacheDirective(7, "/x", 1, "p", 5L), new CacheDirective(6, null, null, null, null)));
        ImageFiles.Memory sink = new ImageFiles.Memory();
        ImageWriter out = new ImageWriter(sink, LayoutVersion.CURRENT, ImageCompression.NONE);
        out.nsInfo(info);
        out.erasureCodingPolicies(policies);
        out.beginInodes(new InodeHeader(1, 0));
        out.end();
        out.beginSnapshots(new SnapshotHeader(4, List.of(16385L, 16400L), 0));
        out.end();
        out.secretManager(secrets);
        out.cacheManager(cache);
        out.stringTable(GrowingStringTable.empty(LayoutVersion.CURRENT));
        out.finish();
        ImageReader in = ImageReader.open(ImageFiles.source(sink.bytes()));
        assertEquals(info, in.nsInfo());
        assertEquals(policies, in.erasureCodingPolicies());
        assertEquals(secrets, in.secretManager());
        assertEquals(cache, in.cacheManager());
        assertEquals(new SnapshotHeader(4, List.of(16385L, 16400L), 0), in.snapshotHeader());
        assertEquals(99, in.nsInfo().txid());
        assertEquals(1, in.counters().lastInodeId());
    }

    @Test
    void oldLayoutRefusesWhatItCannotHold() throws IOException {
        LayoutVersion old = LayoutVersion.OLDEST_WRITTEN;
        Permission permission = new Permission("u", "g", 0644);
        Inode striped =
                new FileInode(1, FsName.of("f"), permission, 0, 0, 0, 1, 0, 1, List.of(), List.of(), List.of(), null);
        Inode nvdimm = new DirectoryInode(
                1, FsName.of("d"), permission, 0, Quota.NONE.withType(StorageType.NVDIMM, 5), List.of(), List.of());
        GrowingStringTable strings = GrowingStringTable.empty(old);
        InodeCodec codec = new InodeCodec(old);
        assertThrows(IllegalArgumentException.class, () -> codec.encode(striped, strings, new WireWriter()));
        assertThrows(IllegalArgumentException.class, () -> codec.encode(nvdimm, strings, new WireWriter()));
        ImageWriter out = new ImageWriter(new ImageFiles.Memory(), old, ImageCompression.NONE);
        out.erasureCodingPolicies(EcPolicyCodec.BUILT_IN);
        List<EcPolicy> inUse = List.of(EcPolicyCodec.BUILT_IN.get(0).withState(EcPolicyState.ENABLED));
        assertThrows(IllegalArgumentException.class, () -> out.erasureCodingPolicies(inUse));
    }

    @Test
    void grownTableKeepsTheIdsOfItsBase() throws IOException {
        for (LayoutVersion layout : List.of(LayoutVersion.OLDEST_WRITTEN, LayoutVersion.CURRENT)) {
            GrowingStringTable first = GrowingStringTable.empty(layout);
            long packed = first.pack(new Permission("alice", "staff", 0640));
            StringTable base = reread(first, layout);
            GrowingStringTable grown = GrowingStringTable.from(base);
            assertEquals(packed, grown.pack(new Permission("alice", "staff", 0640)));
            long other = grown.pack(new Permission("bob", "alice", 0600));
            StringTable after = reread(grown, layout);
            assertEquals(new Permission("alice", "staff", 0640), after.permission(packed));
            assertEquals(new Permission("bob", "alice", 0600), after.permission(other));
            assertEquals(base.keyAt(0), after.keyAt(0));
        }
    }

    @Test
    void everyAclEntryAndXAttrNameComesBack() throws IOException {
        GrowingStringTable strings = GrowingStringTable.empty(LayoutVersion.CURRENT);
        List<AclEntry> entries = new ArrayList<>();
        List<Integer> packed = new ArrayList<>();
        for (AclScope scope : AclScope.values()) {
            for (AclType type : AclType.values()) {
                boolean named = type == AclType.USER || type == AclType.GROUP;
                for (int bits = 0; bits < 8; bits++) {
                    entries.add(new AclEntry(scope, type, bits, named && bits > 3 ? "n" + bits : null));
                }
            }
        }
        entries.forEach(entry -> packed.add(strings.pack(entry)));
        XAttr raw = new XAttr(XAttrNamespace.RAW, "r", new byte[] {9});
        int name = strings.packName(raw);
        StringTable table = reread(strings, LayoutVersion.CURRENT);
        for (int i = 0; i < entries.size(); i++) {
            assertEquals(entries.get(i), table.aclEntry(packed.get(i)));
        }
        assertEquals(raw, table.xattr(name, new byte[] {9}));
    }

    @Test
    void sectionsOutOfOrderAreOurMistake() throws IOException {
        ImageWriter out = new ImageWriter(new ImageFiles.Memory(), LayoutVersion.CURRENT, ImageCompression.NONE);
        out.begin(ImageSection.INODE_DIR);
        out.end();
        assertThrows(IllegalStateException.class, () -> out.begin(ImageSection.INODE));
    }

    @Test
    void messageLongerThanTheBufferComesBack() throws IOException {
        byte[] name = new byte[3 << 20];
        Inode inode = new SymlinkInode(7, FsName.ofBytes(name), new Permission("u", "g", 0777), 1, 2, "x");
        byte[] image = write(List.of(inode, inode), LayoutVersion.CURRENT, ImageCompression.ZLIB, false);
        assertEquals(List.of(inode, inode), read(ImageReader.open(ImageFiles.source(image))));
        assertTrue(image.length < name.length);
    }

    private static StringTable reread(GrowingStringTable strings, LayoutVersion layout) throws IOException {
        ImageFiles.Memory sink = new ImageFiles.Memory();
        ImageWriter out = new ImageWriter(sink, layout, ImageCompression.NONE);
        out.nsInfo(new NsInfo(0, 0, 0, 0, 0, 0, 0, 0));
        out.beginInodes(new InodeHeader(0, 0));
        out.end();
        out.stringTable(strings);
        out.finish();
        return ImageReader.open(ImageFiles.source(sink.bytes())).stringTable();
    }

    private static byte[] write(List<Inode> inodes, LayoutVersion layout, ImageCompression compression, boolean divided)
            throws IOException {
        ImageFiles.Memory sink = new ImageFiles.Memory();
        ImageWriter out = new ImageWriter(sink, layout, compression);
        GrowingStringTable strings = GrowingStringTable.empty(layout);
        InodeCodec codec = new InodeCodec(layout);
        WireWriter message = new WireWriter();
        out.nsInfo(new NsInfo(1, 1000, 1, 0, 1, 1, 0, Long.MIN_VALUE));
        out.beginInodes(new InodeHeader(99999, inodes.size()));
        for (int i = 0; i < inodes.size(); i++) {
            if (divided && i % 500 == 0 && i > 0) {
                out.endPart();
            }
            codec.encode(inodes.get(i), strings, message.clear());
            out.message(message);
        }
        out.end();
        out.stringTable(strings);
        out.finish();
        return sink.bytes();
    }

    private static List<Inode> read(ImageReader in) throws IOException {
        InodeCodec codec = new InodeCodec(in.layout());
        List<Inode> inodes = new ArrayList<>();
        try (MessageScanner messages = in.inodes()) {
            while (messages.next()) {
                inodes.add(codec.decode(messages.buffer(), messages.start(), messages.end(), in.stringTable()));
            }
        }
        return inodes;
    }

    private static Inode inode(long id, LayoutVersion layout, SplittableRandom random) {
        FsName name = FsName.ofBytes(bytes(random, random.nextInt(1, 200)));
        Permission permission = new Permission(
                "user" + random.nextInt(9), "user" + random.nextInt(9), random.nextInt(Permission.MODE_MASK + 1));
        long mtime = random.nextLong();
        List<AclEntry> acl = new ArrayList<>();
        for (int i = random.nextInt(4); i > 1; i--) {
            acl.add(new AclEntry(AclScope.ACCESS, AclType.GROUP, random.nextInt(8), "group" + random.nextInt(5)));
        }
        List<XAttr> xattrs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 1; i--) {
            XAttrNamespace[] namespaces = XAttrNamespace.values();
            byte[] value = random.nextBoolean() ? null : bytes(random, random.nextInt(300));
            xattrs.add(new XAttr(namespaces[random.nextInt(namespaces.length)], "x" + random.nextInt(5), value));
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                Quota quota = new Quota(random.nextLong(), random.nextLong(), Map.of());
                for (StorageType type : StorageType.values()) {
                    if (random.nextInt(4) == 0 && (type != StorageType.NVDIMM || layout.hasNvdimm())) {
                        quota = quota.withType(type, random.nextLong(Long.MAX_VALUE));
                    }
                }
                return new DirectoryInode(id, name, permission, mtime, quota, acl, xattrs);
            }
            case 1 -> {
                return new SymlinkInode(id, name, permission, mtime, random.nextLong(), "/to/ü/" + random.nextInt());
            }
            default -> {
                int ec = layout.hasErasureCoding() && random.nextInt(4) == 0 ? random.nextInt(1, 100) : 0;
                List<BlockRef> blocks = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    blocks.add(new BlockRef(random.nextLong(), random.nextLong(), random.nextLong()));
                }
                UnderConstruction writer =
                        random.nextInt(5) == 0 ? new UnderConstruction("client" + random.nextInt(), "höst") : null;
                int replication = ec == 0 ? random.nextInt(1, 512) : 0;
                return new FileInode(
                        id,
                        name,
                        permission,
                        mtime,
                        random.nextLong(),
                        replication,
                        random.nextLong(1L << 48),
                        random.nextInt(16),
                        ec,
                        blocks,
                        acl,
                        xattrs,
                        writer);
            }
        }
    }

    private static byte[] bytes(SplittableRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
