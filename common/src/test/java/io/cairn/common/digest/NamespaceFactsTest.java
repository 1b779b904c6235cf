package io.cairn.common.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.Permission;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

/** Every attribute counts, order does not, and what comes and goes leaves nothing. */
class NamespaceFactsTest {
    private static final Permission PERMISSION = new Permission("alice", "users", 0751);
    private static final AclEntry ACL = new AclEntry(AclScope.ACCESS, AclType.USER, 5, "bob");
    private static final XAttr XATTR = new XAttr(XAttrNamespace.USER, "a", new byte[] {1, 2});
    private static final FileInode FILE = new FileInode(
            17,
            FsName.of("f"),
            PERMISSION,
            1,
            2,
            3,
            1 << 27,
            7,
            0,
            List.of(new BlockRef(1, 2, 3), new BlockRef(4, 5, 6)),
            List.of(ACL),
            List.of(XATTR),
            new UnderConstruction("client", "host"));
    private static final FileInode STRIPED = new FileInode(
            17, FsName.of("f"), PERMISSION, 1, 2, 0, 1 << 27, 7, 1, List.of(), List.of(), List.of(), null);
    private static final DirectoryInode DIRECTORY = new DirectoryInode(
            17,
            FsName.of("d"),
            PERMISSION,
            1,
            new Quota(10, 20, Map.of(StorageType.SSD, 30L)),
            List.of(ACL),
            List.of(XATTR));
    private static final SymlinkInode SYMLINK = new SymlinkInode(17, FsName.of("s"), PERMISSION, 1, 2, "/target");
    private static final DelegationKey KEY = new DelegationKey(1, 2, new byte[] {3});
    private static final PersistedToken TOKEN =
            new PersistedToken(new DelegationToken("owner", "renewer", "real", 1, 2, 3, 4), 5);
    private static final CachePool POOL = new CachePool("pool", "alice", "users", 0755, 1L, 2L, 1);
    private static final CacheDirective DIRECTIVE = new CacheDirective(1, "/a", 2, "pool", 3L);
    private static final EcPolicy POLICY =
            new EcPolicy(64, "X", new EcSchema("rs", 6, 3, 1024, List.of(Map.entry("k", "v"))), EcPolicyState.ENABLED);

    @Test
    void everyChangedAttributeChangesTheDigest() throws ReflectiveOperationException {
        Set<Object> tried = new HashSet<>();
        for (Record value : List.of(FILE, STRIPED, DIRECTORY, SYMLINK, KEY, TOKEN, POOL, DIRECTIVE, POLICY)) {
            for (Record changed : variants(value)) {
                assertNotEquals(digest(value), digest(changed), value + " became " + changed);
                tried.add(changed);
            }
        }
        assertTrue(tried.size() > 70, "attributes tried: " + tried.size());
    }

    @Test
    void everyCounterChangesTheDigest() throws ReflectiveOperationException {
        Counters counters = Counters.fresh(7);
        NamespaceDigest before = new NamespaceFacts().digest(counters);
        List<Record> variants = variants(counters);
        assertEquals(Counters.class.getRecordComponents().length, variants.size());
        for (Record changed : variants) {
            assertNotEquals(before, new NamespaceFacts().digest((Counters) changed), changed.toString());
        }
    }

    @Test
    void whatAnImageCannotHoldDoesNotCount() {
        assertEquals(
                digest(POOL), digest(new CachePool("pool", "alice", "users", 0755, 1L, 2L, 3)), "default replication");
        assertEquals(
                digest(DIRECTORY),
                digest(DIRECTORY.withQuota(DIRECTORY.quota().withType(StorageType.RAM_DISK, 5))),
                "quota for RAM disks");
        assertEquals(
                digest(FILE.withXAttrs(List.of(new XAttr(XAttrNamespace.USER, "a", null)))),
                digest(FILE.withXAttrs(List.of(new XAttr(XAttrNamespace.USER, "a", new byte[0])))),
                "null or empty value");
        EcSchema schema = new EcSchema("rs", 6, 3, 1 << 20, List.of());
        assertEquals(
                NamespaceDigest.EMPTY,
                digest(new EcPolicy(1, "RS-6-3-1024k", schema, EcPolicyState.DISABLED)),
                "a built-in policy that is disabled");
    }

    @Test
    void orderOfBlocksCountsAndOrderOfFactsDoesNot() {
        List<BlockRef> turned = new ArrayList<>(FILE.blocks());
        Collections.reverse(turned);
        assertNotEquals(digest(FILE), digest(FILE.withBlocks(turned)), "blocks have places");
        XAttr other = new XAttr(XAttrNamespace.USER, "b", new byte[] {9});
        assertEquals(
                digest(FILE.withXAttrs(List.of(XATTR, other))),
                digest(FILE.withXAttrs(List.of(other, XATTR))),
                "xattrs");
        List<Inode> inodes = new ArrayList<>();
        for (int id = 1; id < 50; id++) {
            inodes.add(new SymlinkInode(id, FsName.of("s" + id), PERMISSION, id, 0, "/t"));
        }
        NamespaceDigest ascending = sum(inodes);
        Collections.shuffle(inodes, new Random(1));
        assertEquals(ascending, sum(inodes));
    }

    @Test
    void whatGoesLeavesNothingBehind() {
        NamespaceFacts facts = new NamespaceFacts();
        facts.unlink(1, 2);
        facts.change(null, FILE);
        facts.change(
                FILE, FILE.withBlocks(List.of(new BlockRef(1, 2, 3), new BlockRef(4, 9, 6), new BlockRef(7, 8, 9))));
        facts.changeEntry(null, POOL);
        assertEquals(
                digest(FILE.withBlocks(List.of(new BlockRef(1, 2, 3), new BlockRef(4, 9, 6), new BlockRef(7, 8, 9)))),
                minus(facts.sum(), POOL, 1, 2));
    }

    @Test
    void aDigestIsReadAsItIsWritten() {
        NamespaceDigest digest = digest(FILE);
        assertEquals(digest, NamespaceDigest.parse(digest.toString()));
        assertEquals("000000000000000f00000000000000ff", new NamespaceDigest(15, 255).toString());
        assertThrows(IllegalArgumentException.class, () -> NamespaceDigest.parse("12"));
        assertThrows(IllegalArgumentException.class, () -> NamespaceDigest.parse("g".repeat(32)));
    }

    @Test
    void theHashIsThatOfCommonsCodec() {
        Random random = new Random(7);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = "x".repeat(length % 20);
            FactBuffer fact = new FactBuffer();
            fact.begin(3)
                    .i64(length)
                    .i32(-length)
                    .bytes(bytes)
                    .text(text)
                    .opt((String) null)
                    .opt(5);
            fact.finish();
            ByteBuffer words = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
            words.putLong(3).putLong(length).putLong(-length).putLong(length).put(bytes);
            pad(words);
            words.putLong(text.length()).put(text.getBytes(StandardCharsets.UTF_8));
            pad(words);
            words.putLong(0).putLong(1).putLong(5);
            long[] expected = MurmurHash3.hash128x64(words.array(), 0, words.position(), 0);
            assertEquals(new NamespaceDigest(expected[0], expected[1]), new NamespaceDigest(fact.high(), fact.low()));
        }
    }

    private static void pad(ByteBuffer words) {
        while (words.position() % Long.BYTES != 0) {
            words.put((byte) 0);
        }
    }

    /** Digests of past releases lie on disks: this value may only change together with the name of the format. */
    @Test
    void theFormatStaysWhatItIs() {
        NamespaceFacts facts = new NamespaceFacts();
        for (Inode inode : List.of(FILE, STRIPED, DIRECTORY, SYMLINK)) {
            facts.add(inode);
        }
        facts.link(16385, 17);
        for (Object entry : List.of(KEY, TOKEN, POOL, DIRECTIVE, POLICY)) {
            facts.changeEntry(null, entry);
        }
        assertEquals("cairn-digest-1", NamespaceDigest.FORMAT);
        assertEquals(
                "d341b12104959a4fe0801793872400cd",
                facts.digest(Counters.fresh(7)).toString());
    }

    private static NamespaceDigest minus(NamespaceDigest sum, CachePool pool, long parent, long child) {
        NamespaceFacts facts = new NamespaceFacts(sum);
        facts.changeEntry(pool, null);
        facts.link(parent, child);
        return facts.sum();
    }

    private static NamespaceDigest sum(List<Inode> inodes) {
        NamespaceFacts facts = new NamespaceFacts();
        inodes.forEach(facts::add);
        return facts.sum();
    }

    private static NamespaceDigest digest(Object value) {
        NamespaceFacts facts = new NamespaceFacts();
        if (value instanceof Inode inode) {
            facts.add(inode);
        } else {
            facts.changeEntry(null, value);
        }
        return facts.sum();
    }

    /** The value with one component changed, each in turn, components of components too. */
    private static List<Record> variants(Record value) throws ReflectiveOperationException {
        RecordComponent[] components = value.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = components[i].getAccessor().invoke(value);
        }
        List<Record> variants = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            boolean excepted = (value instanceof CachePool && name.equals("defaultReplication"))
                    || (value.equals(STRIPED) && name.equals("replication"))
                    || (value.equals(FILE) && name.equals("ecPolicyId"));
            if (excepted) {
                continue;
            }
            for (Object other : others(values[i], components[i].getType())) {
                Object[] changed = values.clone();
                changed[i] = other;
                variants.add(build(value.getClass(), components, changed));
            }
        }
        return variants;
    }

    private static Record build(Class<?> type, RecordComponent[] components, Object[] values)
            throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return (Record) constructor.newInstance(values);
    }

    private static List<Object> others(Object value, Class<?> type) throws ReflectiveOperationException {
        if (value == null) {
            return type == UnderConstruction.class ? List.of(new UnderConstruction("x", "y")) : List.of();
        }
        if (value instanceof Integer number) {
            return List.of(number + 1);
        } else if (value instanceof Long number) {
            return List.of(number + 1);
        } else if (value instanceof String text) {
            return List.of(text + "x", "ä" + text);
        } else if (value instanceof FsName name) {
            return List.of(FsName.of(name + "x"));
        } else if (value instanceof byte[] bytes) {
            return List.of(Arrays.copyOf(bytes, bytes.length + 1));
        } else if (value instanceof Enum<?> constant) {
            Object[] all = constant.getDeclaringClass().getEnumConstants();
            return List.of(all[(constant.ordinal() + 1) % all.length]);
        } else if (value instanceof Map<?, ?>) {
            return List.of(Map.of(StorageType.DISK, 30L), Map.of(StorageType.SSD, 31L), Map.of());
        } else if (value instanceof List<?> list) {
            return lists(list);
        } else if (value instanceof Map.Entry<?, ?>) {
            return List.of(Map.entry("k", "w"), Map.entry("l", "v"));
        } else if (value instanceof Record record) {
            return new ArrayList<>(variants(record));
        }
        throw new IllegalArgumentException("No other value of " + value.getClass());
    }

    private static List<Object> lists(List<?> list) throws ReflectiveOperationException {
        List<Object> others = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            List<Object> without = new ArrayList<>(list);
            without.remove(i);
            others.add(without);
            for (Object other : others(list.get(i), list.get(i).getClass())) {
                List<Object> changed = new ArrayList<>(list);
                changed.set(i, other);
                others.add(changed);
            }
        }
        return others;
    }
}
