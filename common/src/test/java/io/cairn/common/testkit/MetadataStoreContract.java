package io.cairn.common.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
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
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Permission;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.store.FactScan;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.StoreView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every backend promises, whatever it is made of. A backend's test extends this and hands out a store in {@link
 * #newStore}. Each test starts with a store that holds the root directory only, committed at txid 0.
 */
public abstract class MetadataStoreContract {
    protected static final Permission PERMISSION = new Permission("alice", "users", 0755);
    private static final long ROOT = InodeIds.ROOT;

    @SuppressWarnings("NullAway.Init")
    private MetadataStore store;

    /** A store without any inode, or with the root only; {@link #reopened} need not know it yet. */
    protected abstract MetadataStore newStore() throws Exception;

    /**
     * The same content after a stop and start, if the backend can keep it; {@code store} is closed or will not be used
     * further. Backends that keep nothing answer empty, and the tests about survival say nothing then.
     */
    protected Optional<MetadataStore> reopened(MetadataStore store) throws Exception {
        return Optional.empty();
    }

    @BeforeEach
    final void startWithRoot() throws Exception {
        store = newStore();
        store.putInode(directory(ROOT, ""));
        store.putCounters(Counters.fresh(7));
        store.commit(0);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    protected static DirectoryInode directory(long id, String name) {
        return new DirectoryInode(id, FsName.of(name), PERMISSION, 10, Quota.NONE, List.of(), List.of());
    }

    protected static FileInode file(long id, String name) {
        return new FileInode(
                id, FsName.of(name), PERMISSION, 20, 21, 3, 1 << 27, 0, 0, List.of(), List.of(), List.of(), null);
    }

    protected static FileInode openFile(long id, String name) {
        return file(id, name).withUnderConstruction(new UnderConstruction("client-" + id, "host"));
    }

    /** Puts and links in one go, as a create does. */
    private <T extends Inode> T add(long parentId, T inode) {
        store.putInode(inode);
        store.link(parentId, inode.name(), inode.id());
        return inode;
    }

    private static List<String> names(StoreView view, long parentId, @Nullable FsName after) {
        List<String> names = new ArrayList<>();
        try (StoreView.ChildCursor cursor = view.children(parentId, after)) {
            while (cursor.next()) {
                assertEquals(view.child(parentId, cursor.name()), cursor.id(), "child " + cursor.name());
                names.add(cursor.name().toString());
            }
        }
        return names;
    }

    private static Map<Long, Inode> inodes(StoreView view) {
        Map<Long, Inode> inodes = new HashMap<>();
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                Inode inode = cursor.inode();
                assertEquals(null, inodes.put(inode.id(), inode), "inode " + inode.id() + " walked over twice");
            }
        }
        return inodes;
    }

    private static List<Long> idsInOrder(StoreView view) {
        List<Long> ids = new ArrayList<>();
        try (StoreView.InodeCursor cursor = view.inodes()) {
            while (cursor.next()) {
                ids.add(cursor.inode().id());
            }
        }
        return ids;
    }

    @Test
    void digestFollowsEveryChangeAndComesBackWithIt() throws Exception {
        NamespaceDigest empty = store.digest();
        assertEquals(FactScan.digest(store), empty);
        FileInode file = add(ROOT, openFile(20, "f"));
        assertEquals(FactScan.digest(store), store.digest(), "before the commit");
        store.commit(1);
        NamespaceDigest created = store.digest();
        assertNotEquals(empty, created);
        try (StoreView snapshot = store.snapshot()) {
            store.putInode(file.withMtime(99));
            store.putEntry(SideTable.POOLS, new CachePool("p", "alice", "users", 0755, 1L, 2L, 1));
            store.putCounters(Counters.fresh(7).withLastInodeId(20));
            store.commit(2);
            assertEquals(FactScan.digest(store), store.digest());
            assertNotEquals(created, store.digest());
            assertEquals(created, snapshot.digest());
        }
        NamespaceDigest last = store.digest();
        Optional<MetadataStore> again = reopened(store);
        if (again.isPresent()) {
            store = again.get();
            assertEquals(last, store.digest());
        }
        store.removeEntry(SideTable.POOLS, "p");
        store.putCounters(Counters.fresh(7));
        store.putInode(file);
        store.commit(3);
        assertEquals(created, store.digest());
        store.unlink(ROOT, FsName.of("f"));
        store.removeInode(20);
        store.commit(4);
        assertEquals(empty, store.digest());
    }

    @Test
    void nothingIsFoundWhereNothingWasPut() {
        assertEquals(Optional.empty(), store.inode(4711));
        assertEquals(InodeIds.NONE, store.child(ROOT, FsName.of("a")));
        assertEquals(InodeIds.NONE, store.child(4711, FsName.of("a")));
        assertEquals(InodeIds.NONE, store.parent(ROOT));
        assertEquals(InodeIds.NONE, store.parent(4711));
        assertEquals(List.of(), names(store, 4711, null));
        assertEquals(0, store.childCount(4711));
        assertFalse(store.hasChildren(ROOT));
        assertEquals(Optional.empty(), store.entry(SideTable.POOLS, "none"));
        assertEquals(List.of(), store.entries(SideTable.POOLS));
        assertEquals(1, store.inodeCount());
    }

    @Test
    void linkedInodeIsFoundByIdAndByName() {
        Inode a = add(ROOT, directory(16386, "a"));
        Inode b = add(16386, file(16387, "b"));
        assertEquals(Optional.of(a), store.inode(16386));
        assertEquals(Optional.of(b), store.inode(16387));
        assertEquals(16386, store.child(ROOT, FsName.of("a")));
        assertEquals(16387, store.child(16386, FsName.of("b")));
        assertEquals(16386, store.parent(16387));
        assertEquals(ROOT, store.parent(16386));
        assertTrue(store.hasChildren(ROOT));
        assertTrue(store.hasChildren(16386));
        assertEquals(3, store.inodeCount());
    }

    @Test
    void everyAttributeComesBackAsItWasPut() {
        Inode root = new DirectoryInode(
                ROOT,
                FsName.EMPTY,
                new Permission("root", "wheel", 01777),
                99,
                new Quota(Long.MAX_VALUE, 1L << 50, Map.of(StorageType.SSD, 0L, StorageType.ARCHIVE, 5L)),
                List.of(
                        new AclEntry(AclScope.ACCESS, AclType.USER, 6, "bob"),
                        new AclEntry(AclScope.DEFAULT, AclType.OTHER, 0, null)),
                List.of(new XAttr(XAttrNamespace.TRUSTED, "k", new byte[] {0, (byte) 0xff})));
        Inode full = new FileInode(
                Long.MAX_VALUE,
                FsName.of("ü€😀"),
                PERMISSION,
                -1,
                Long.MAX_VALUE,
                0,
                1L << 40,
                12,
                64,
                List.of(new BlockRef(Long.MIN_VALUE + 16, 5, 1001), new BlockRef(-32, 0, 1002)),
                List.of(new AclEntry(AclScope.ACCESS, AclType.GROUP, 7, null)),
                List.of(
                        new XAttr(XAttrNamespace.RAW, "r", new byte[0]),
                        new XAttr(XAttrNamespace.USER, "name.with.dots", "v".getBytes(StandardCharsets.UTF_8))),
                new UnderConstruction("DFSClient_1", ""));
        Inode link =
                new SymlinkInode(16387, FsName.ofBytes(new byte[] {(byte) 0x80, 1}), PERMISSION, 5, 6, "/über/../x");
        store.putInode(root);
        add(ROOT, full);
        add(ROOT, link);
        Map<Long, Inode> expected = Map.of(ROOT, root, full.id(), full, link.id(), link);
        assertEquals(expected, inodes(store));
        store.commit(1);
        assertEquals(expected, inodes(store));
        assertEquals(Optional.of(full), store.inode(full.id()));
        assertEquals(Optional.of(link), store.inode(link.id()));
    }

    @Test
    void manyBlocksOfOneFileComeBackInOrder() {
        List<BlockRef> blocks = LongStream.range(0, 20_000)
                .mapToObj(i -> new BlockRef(1073741825L + i * 7, 1 << 27, 1001 + i))
                .toList();
        FileInode big = add(ROOT, file(16386, "big").withBlocks(blocks));
        store.commit(1);
        assertEquals(Optional.of(big), store.inode(16386));
        store.putInode(big.withBlocks(blocks.subList(0, 3)));
        store.commit(2);
        assertEquals(Optional.of(big.withBlocks(blocks.subList(0, 3))), store.inode(16386));
        assertEquals(2, inodes(store).size());
    }

    @Test
    void putAgainReplacesAttributesAndKeepsThePlace() {
        add(ROOT, directory(16386, "a"));
        add(16386, file(16387, "b"));
        store.commit(1);
        store.putInode(directory(16386, "a").withMtime(77));
        assertEquals(77, store.inode(16386).orElseThrow().mtimeMillis());
        assertEquals(ROOT, store.parent(16386));
        assertEquals(16387, store.child(16386, FsName.of("b")));
        assertEquals(3, store.inodeCount());
        store.commit(2);
        assertEquals(77, store.inode(16386).orElseThrow().mtimeMillis());
        assertEquals(List.of("a"), names(store, ROOT, null));
    }

    @Test
    void childrenComeInOrderOfSignedBytes() {
        List<String> names = List.of("a", "aa", "Z", "ü", "~", "a\u0001", "€", "0", "😀");
        long id = 16386;
        for (String name : names) {
            add(ROOT, file(id++, name));
        }
        List<String> sorted =
                names.stream().map(FsName::of).sorted().map(FsName::toString).toList();
        assertTrue(sorted.indexOf("ü") < sorted.indexOf("0"), "a byte of 0x80 or more sorts before ASCII");
        assertEquals(sorted, names(store, ROOT, null));
        store.commit(1);
        assertEquals(sorted, names(store, ROOT, null));
    }

    @Test
    void childrenOfNeighbouringIdsDoNotMix() {
        add(ROOT, directory(255, "d255"));
        add(ROOT, directory(256, "d256"));
        add(ROOT, directory(65536, "d65536"));
        add(255, file(20001, "x"));
        add(256, file(20002, "y"));
        add(65536, file(20003, "z"));
        store.commit(1);
        assertEquals(List.of("x"), names(store, 255, null));
        assertEquals(List.of("y"), names(store, 256, null));
        assertEquals(List.of("z"), names(store, 65536, null));
        assertEquals(List.of(), names(store, 255, FsName.of("x")));
    }

    @Test
    void walkBehindANameStartsAtTheNextOneWhetherOrNotItExists() {
        for (int i = 0; i < 10; i += 2) {
            add(ROOT, file(16386 + i, "n" + i));
        }
        store.commit(1);
        assertEquals(List.of("n6", "n8"), names(store, ROOT, FsName.of("n4")));
        assertEquals(List.of("n6", "n8"), names(store, ROOT, FsName.of("n5")));
        assertEquals(List.of("n0", "n2", "n4", "n6", "n8"), names(store, ROOT, FsName.of("n")));
        assertEquals(List.of(), names(store, ROOT, FsName.of("n8")));
        add(ROOT, file(17000, "n41"));
        store.unlink(ROOT, FsName.of("n6"));
        store.removeInode(16392);
        assertEquals(List.of("n41", "n8"), names(store, ROOT, FsName.of("n4")));
        assertEquals(5, store.childCount(ROOT));
    }

    @Test
    void unlinkTakesTheNameButLeavesTheInode() {
        add(ROOT, file(16386, "a"));
        store.commit(1);
        store.unlink(ROOT, FsName.of("a"));
        assertEquals(InodeIds.NONE, store.child(ROOT, FsName.of("a")));
        assertEquals(List.of(), names(store, ROOT, null));
        assertFalse(store.hasChildren(ROOT));
        assertEquals(0, store.childCount(ROOT));
        assertTrue(store.inode(16386).isPresent());
        store.removeInode(16386);
        assertEquals(Optional.empty(), store.inode(16386));
        assertEquals(1, store.inodeCount());
        store.commit(2);
        assertEquals(Optional.empty(), store.inode(16386));
        assertEquals(InodeIds.NONE, store.parent(16386));
        assertEquals(List.of(ROOT), idsInOrder(store));
    }

    @Test
    void movedInodeIsFoundAtItsNewPlaceOnly() {
        add(ROOT, directory(16386, "from"));
        add(ROOT, directory(16387, "to"));
        add(16386, directory(16388, "x"));
        add(16388, file(16389, "below"));
        store.commit(1);
        store.unlink(16386, FsName.of("x"));
        store.putInode(directory(16388, "y"));
        store.link(16387, FsName.of("y"), 16388);
        assertEquals(InodeIds.NONE, store.child(16386, FsName.of("x")));
        assertEquals(16388, store.child(16387, FsName.of("y")));
        assertEquals(16387, store.parent(16388));
        assertEquals(16389, store.child(16388, FsName.of("below")));
        store.commit(2);
        assertEquals(16387, store.parent(16388));
        assertEquals(List.of(), names(store, 16386, null));
        assertEquals(List.of("y"), names(store, 16387, null));
        assertEquals(FsName.of("y"), store.inode(16388).orElseThrow().name());
    }

    @Test
    void freedNameCanBeTakenByAnother() {
        add(ROOT, file(16386, "a"));
        store.commit(1);
        store.unlink(ROOT, FsName.of("a"));
        store.removeInode(16386);
        add(ROOT, directory(16387, "a"));
        assertEquals(16387, store.child(ROOT, FsName.of("a")));
        store.commit(2);
        assertEquals(16387, store.child(ROOT, FsName.of("a")));
        assertEquals(List.of("a"), names(store, ROOT, null));
        assertEquals(2, store.inodeCount());
    }

    @Test
    void inodeAddedAndRemovedWithinOneUnitLeavesNothing() {
        add(ROOT, file(16386, "a"));
        store.unlink(ROOT, FsName.of("a"));
        store.removeInode(16386);
        store.commit(1);
        assertEquals(1, store.inodeCount());
        assertEquals(List.of(ROOT), idsInOrder(store));
        assertEquals(List.of(), names(store, ROOT, null));
        assertEquals(List.of(), store.openFiles());
    }

    @Test
    void openFilesAreThoseUnderConstructionAscending() {
        add(ROOT, openFile(16390, "z"));
        add(ROOT, openFile(16386, "y"));
        add(ROOT, file(16387, "closed"));
        assertEquals(List.of(16386L, 16390L), store.openFiles());
        store.commit(1);
        assertEquals(List.of(16386L, 16390L), store.openFiles());
        store.putInode(file(16390, "z"));
        store.putInode(openFile(16387, "closed"));
        assertEquals(List.of(16386L, 16387L), store.openFiles());
        store.unlink(ROOT, FsName.of("y"));
        store.removeInode(16386);
        store.commit(2);
        assertEquals(List.of(16387L), store.openFiles());
    }

    @Test
    void countersAreReplacedWhole() {
        Counters counters = new Counters(1, 2, 3, 4, 5, -6, 7, 8, 9, 10, 11, 12);
        store.putCounters(counters);
        assertEquals(counters, store.counters());
        store.commit(1);
        assertEquals(counters, store.counters());
    }

    @Test
    void sideTablesListTheirEntriesByKey() {
        PersistedToken token = new PersistedToken(new DelegationToken("o", "r", "", 1, 2, 10, 3), 99);
        PersistedToken earlier = new PersistedToken(new DelegationToken("o", "r", "real", 1, 2, 9, 3), 98);
        DelegationKey key = new DelegationKey(3, 1000, new byte[] {1, 2});
        DelegationKey bare = new DelegationKey(2, 0, null);
        CachePool pool = new CachePool("p", "alice", "users", 0755, 1L << 40, 5L, 2);
        CacheDirective directive = new CacheDirective(12, "/a", 1, "p", Long.MAX_VALUE);
        EcPolicy policy = new EcPolicy(
                64,
                "RS-4-2-64k",
                new EcSchema("rs", 4, 2, 65536, List.of(Map.entry("k", "v"), Map.entry("a", "b"))),
                EcPolicyState.REMOVED);
        store.putEntry(SideTable.TOKENS, token);
        store.putEntry(SideTable.TOKENS, earlier);
        store.putEntry(SideTable.KEYS, key);
        store.putEntry(SideTable.KEYS, bare);
        store.putEntry(SideTable.POOLS, pool);
        store.putEntry(SideTable.DIRECTIVES, directive);
        store.putEntry(SideTable.EC_POLICIES, policy);
        for (int txid = 1; txid <= 2; txid++) {
            assertEquals(List.of(earlier, token), store.entries(SideTable.TOKENS));
            assertEquals(List.of(bare, key), store.entries(SideTable.KEYS));
            assertEquals(List.of(pool), store.entries(SideTable.POOLS));
            assertEquals(List.of(directive), store.entries(SideTable.DIRECTIVES));
            assertEquals(List.of(policy), store.entries(SideTable.EC_POLICIES));
            assertEquals(Optional.of(pool), store.entry(SideTable.POOLS, "p"));
            store.commit(txid);
        }
    }

    @Test
    void sideTableEntryIsReplacedAndRemovedByKey() {
        CachePool pool = new CachePool("p", "alice", "users", 0755, 1L, 5L, 2);
        CachePool changed = new CachePool("p", "bob", "users", 0700, 2L, 5L, 1);
        store.putEntry(SideTable.POOLS, pool);
        store.commit(1);
        store.putEntry(SideTable.POOLS, changed);
        assertEquals(List.of(changed), store.entries(SideTable.POOLS));
        store.removeEntry(SideTable.POOLS, "p");
        store.removeEntry(SideTable.POOLS, "never there");
        assertEquals(List.of(), store.entries(SideTable.POOLS));
        assertEquals(Optional.empty(), store.entry(SideTable.POOLS, "p"));
        store.commit(2);
        assertEquals(List.of(), store.entries(SideTable.POOLS));
    }

    @Test
    void appliedTxidIsThatOfTheLastCommit() {
        assertEquals(0, store.appliedTxid());
        add(ROOT, file(16386, "a"));
        assertEquals(0, store.appliedTxid());
        store.commit(41);
        assertEquals(41, store.appliedTxid());
        store.commit(42);
        assertEquals(42, store.appliedTxid());
    }

    @Test
    void snapshotStaysAsItWasWhileChangesGoOn() {
        add(ROOT, directory(16386, "d"));
        Inode f = add(16386, openFile(16387, "f"));
        CachePool pool = new CachePool("p", "alice", "users", 0755, 1L, 5L, 2);
        store.putEntry(SideTable.POOLS, pool);
        store.commit(5);
        try (StoreView snapshot = store.snapshot()) {
            store.putInode(file(16387, "f").withMtime(500));
            add(ROOT, file(16388, "new"));
            store.unlink(ROOT, FsName.of("d"));
            store.removeEntry(SideTable.POOLS, "p");
            store.putCounters(Counters.fresh(7).withLastInodeId(16388));
            store.commit(6);
            assertEquals(5, snapshot.appliedTxid());
            assertEquals(Optional.of(f), snapshot.inode(16387));
            assertEquals(Optional.empty(), snapshot.inode(16388));
            assertEquals(List.of("d"), names(snapshot, ROOT, null));
            assertEquals(16386, snapshot.child(ROOT, FsName.of("d")));
            assertEquals(ROOT, snapshot.parent(16386));
            assertEquals(1, snapshot.childCount(ROOT));
            assertEquals(List.of(16387L), snapshot.openFiles());
            assertEquals(3, snapshot.inodeCount());
            assertEquals(Map.of(ROOT, directory(ROOT, ""), 16386L, directory(16386, "d"), 16387L, f), inodes(snapshot));
            assertEquals(List.of(pool), snapshot.entries(SideTable.POOLS));
            assertEquals(Counters.fresh(7), snapshot.counters());
        }
        assertEquals(6, store.appliedTxid());
        assertEquals(List.of("new"), names(store, ROOT, null));
        assertEquals(List.of(), store.openFiles());
    }

    @Test
    void severalSnapshotsLiveSideBySide() {
        StoreView none = store.snapshot();
        add(ROOT, file(16386, "a"));
        store.commit(1);
        StoreView one = store.snapshot();
        add(ROOT, file(16387, "b"));
        store.commit(2);
        assertEquals(List.of(), names(none, ROOT, null));
        assertEquals(List.of("a"), names(one, ROOT, null));
        none.close();
        assertEquals(List.of("a"), names(one, ROOT, null));
        one.close();
        assertEquals(List.of("a", "b"), names(store, ROOT, null));
    }

    @Test
    void walkOverInodesKeepsItsOrderWithoutChanges() {
        for (int i = 0; i < 1000; i++) {
            add(ROOT, file(20_000 - i * 3L, "n" + i));
        }
        store.commit(1);
        List<Long> first = idsInOrder(store);
        assertEquals(1001, first.size());
        assertEquals(first, idsInOrder(store));
    }

    @Test
    void largeUnitIsSeenBeforeAndAfterItsCommit() {
        int count = 5_000;
        add(ROOT, directory(16386, "d"));
        for (int i = 0; i < count; i++) {
            add(16386, file(20_000 + i, String.format("f%05d", i)));
        }
        assertEquals(count, names(store, 16386, null).size());
        assertEquals(count, store.childCount(16386));
        assertEquals(count + 2, store.inodeCount());
        store.commit(1);
        assertEquals(count, names(store, 16386, null).size());
        assertEquals(List.of("f04999"), names(store, 16386, FsName.of("f04998")));
        assertEquals(count + 2, store.inodeCount());
    }

    @Test
    void committedUnitsSurviveIfTheBackendKeepsAnything() throws Exception {
        add(ROOT, directory(16386, "d"));
        Inode f = add(16386, openFile(16387, "f"));
        store.commit(9);
        Optional<MetadataStore> again = reopened(store);
        if (again.isEmpty()) {
            return;
        }
        store = again.get();
        assertEquals(9, store.appliedTxid());
        assertEquals(Optional.of(f), store.inode(16387));
        assertEquals(16386, store.parent(16387));
        assertEquals(3, store.inodeCount());
        assertEquals(List.of(16387L), store.openFiles());
        assertEquals(Counters.fresh(7), store.counters());
    }
}
