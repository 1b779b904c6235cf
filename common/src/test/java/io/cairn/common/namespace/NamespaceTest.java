package io.cairn.common.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import io.cairn.common.model.Counters;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Permission;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.namespace.tree.SnapshotsUnsupportedException;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.AllowSnapshotOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.RenameOldOp;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.op.UpdateBlocksOp;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.heap.HeapStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NamespaceTest {
    private static final Permission PERMISSION = new Permission("alice", "users", 0755);

    private final HeapStore store = new HeapStore();

    @SuppressWarnings("NullAway.Init")
    private Namespace namespace;

    private long nextId = InodeIds.FIRST_ALLOCATED;

    @BeforeEach
    void format() {
        Namespace.format(store, Counters.fresh(7), "hdfs", "supergroup");
        namespace = new Namespace(store);
    }

    private void apply(EditOp op) {
        namespace.apply(new Edit(namespace.appliedTxid() + 1, op));
    }

    private MkdirOp mkdir(String path, long mtime) {
        return new MkdirOp(nextId++, path, mtime, PERMISSION, List.of(), List.of());
    }

    private AddOp add(String path, boolean overwrite, long mtime) {
        return new AddOp(
                nextId++,
                path,
                3,
                mtime,
                mtime,
                1024,
                List.of(),
                PERMISSION,
                List.of(),
                List.of(),
                "client",
                "host",
                overwrite,
                0,
                0,
                CallId.NONE);
    }

    private static CloseOp close(String path, BlockRef... blocks) {
        return new CloseOp(0, path, 3, 50, 51, 1024, List.of(blocks), PERMISSION);
    }

    private static DeleteOp delete(String path) {
        return new DeleteOp(path, 100, CallId.NONE);
    }

    private Inode at(String path) {
        return new NamespaceView(store).inode(FsPath.parse(path)).orElseThrow();
    }

    private InvalidEditException refused(EditOp op) {
        InvalidEditException refused = assertThrows(InvalidEditException.class, () -> apply(op));
        assertEquals(namespace.appliedTxid() + 1, refused.txid());
        return refused;
    }

    @Test
    void freshNamespaceIsHadoops() {
        assertEquals(0, store.appliedTxid());
        assertEquals(1, store.inodeCount());
        Inode root = at("/");
        assertEquals(new Permission("hdfs", "supergroup", 0755), root.permission());
        assertEquals(0, root.mtimeMillis());
        assertEquals(
                List.of("RS-6-3-1024k", "RS-3-2-1024k", "RS-LEGACY-6-3-1024k", "XOR-2-1-1024k", "RS-10-4-1024k"),
                store.entries(SideTable.EC_POLICIES).stream()
                        .map(EcPolicy::name)
                        .toList());
        assertTrue(store.entries(SideTable.EC_POLICIES).stream()
                .allMatch(policy -> policy.state() == EcPolicyState.DISABLED));
        assertEquals(Counters.fresh(7), store.counters());
    }

    @Test
    void txidOutOfOrderIsRefused() {
        apply(new StartLogSegmentOp());
        InvalidEditException gap =
                assertThrows(InvalidEditException.class, () -> namespace.apply(new Edit(3, new StartLogSegmentOp())));
        assertTrue(gap.getMessage().contains("expected txid 2, found 3"), gap.getMessage());
        assertThrows(InvalidEditException.class, () -> namespace.apply(new Edit(1, new StartLogSegmentOp())));
        apply(new StartLogSegmentOp());
        assertEquals(2, namespace.appliedTxid());
    }

    @Test
    void nothingIsTakenAfterAFailedEdit() {
        apply(mkdir("/a", 1));
        refused(mkdir("/a", 2));
        assertThrows(IllegalStateException.class, () -> apply(mkdir("/b", 2)));
        assertThrows(IllegalStateException.class, () -> namespace.commit(1));
    }

    @Test
    void refusalNamesTransactionOpPathExpectedAndFound() {
        apply(mkdir("/a", 1));
        String message = refused(mkdir("/b/c", 2)).getMessage();
        assertEquals("OP_MKDIR at txid 2, path '/b/c': expected an existing parent, found none", message);
    }

    @Test
    void snapshotOpsAreRefusedForWhatTheyNeed() {
        SnapshotsUnsupportedException refused =
                assertThrows(SnapshotsUnsupportedException.class, () -> apply(new AllowSnapshotOp("/data")));
        assertTrue(refused.getMessage().contains("OP_ALLOW_SNAPSHOT of '/data' at txid 1"), refused.getMessage());
        assertTrue(refused.getMessage().contains("snapshot history"), refused.getMessage());
    }

    @Test
    void everySnapshotOpIsRefused() {
        SnapshotsUnsupportedException refused = assertThrows(
                SnapshotsUnsupportedException.class, () -> apply(new CreateSnapshotOp("/data", "s1", 0, CallId.NONE)));
        assertTrue(refused.getMessage().contains("OP_CREATE_SNAPSHOT of '/data'"), refused.getMessage());
    }

    @Test
    void fileBelowAFileIsRefused() {
        apply(add("/f", false, 1));
        refused(mkdir("/f/x", 2));
    }

    @Test
    void closingAClosedFileIsRefused() {
        apply(add("/f", false, 1));
        apply(close("/f"));
        refused(close("/f"));
    }

    @Test
    void changedBlockIdIsRefused() {
        apply(add("/f", false, 1));
        apply(new UpdateBlocksOp("/f", List.of(new BlockRef(1, 10, 1001)), CallId.NONE));
        String message = refused(close("/f", new BlockRef(2, 10, 1001))).getMessage();
        assertTrue(message.contains("block 0 of '/f'"), message);
    }

    @Test
    void twoBlocksFewerAreRefused() {
        apply(add("/f", false, 1));
        List<BlockRef> three = List.of(new BlockRef(1, 10, 1001), new BlockRef(2, 10, 1002), new BlockRef(3, 10, 1003));
        apply(new UpdateBlocksOp("/f", three, CallId.NONE));
        refused(new UpdateBlocksOp("/f", three.subList(0, 1), CallId.NONE));
    }

    @Test
    void overwritingCreateReplacesTheFile() {
        apply(add("/f", false, 10));
        long first = at("/f").id();
        apply(add("/f", true, 20));
        assertEquals(first + 1, at("/f").id());
        assertEquals(Optional.empty(), store.inode(first));
        assertEquals(20, at("/").mtimeMillis());
        assertEquals(List.of(first + 1), store.openFiles());
    }

    @Test
    void overwritingADirectoryByACreateIsRefused() {
        apply(mkdir("/d", 1));
        refused(add("/d", true, 2));
    }

    @Test
    void parentTimesOnlyRise() {
        apply(mkdir("/a", 100));
        assertEquals(100, at("/").mtimeMillis());
        apply(mkdir("/b", 50));
        assertEquals(100, at("/").mtimeMillis());
        assertEquals(50, at("/b").mtimeMillis());
    }

    @Test
    void oldRenameThatCannotBeIsNothing() {
        apply(mkdir("/a", 1));
        apply(mkdir("/a/b", 1));
        apply(new RenameOldOp("/none", "/x", 9, CallId.NONE));
        apply(new RenameOldOp("/a", "/a/b/c", 9, CallId.NONE));
        apply(new RenameOldOp("/a", "/a", 9, CallId.NONE));
        apply(new RenameOldOp("/a/b", "/none/c", 9, CallId.NONE));
        apply(new RenameOldOp("/", "/x", 9, CallId.NONE));
        assertEquals(1, at("/").mtimeMillis());
        assertEquals(3, store.inodeCount());
    }

    @Test
    void newRenameThatCannotBeIsRefused() {
        apply(mkdir("/a", 1));
        refused(new RenameOp("/a", "/a/b", 9, List.of(), CallId.NONE));
    }

    @Test
    void lookupsFollowARenamedAndRecreatedDirectory() {
        apply(mkdir("/a", 1));
        apply(mkdir("/a/x", 1));
        apply(add("/a/x/f", false, 1));
        apply(new RenameOldOp("/a", "/b", 2, CallId.NONE));
        apply(mkdir("/a", 3));
        apply(mkdir("/a/x", 3));
        apply(add("/a/x/g", false, 3));
        assertEquals(FsName.of("f"), at("/b/x/f").name());
        assertEquals(1, store.childCount(at("/a/x").id()));
        apply(delete("/a"));
        refused(add("/a/x/h", false, 4));
    }

    @Test
    void deletingAWideAndDeepTreeLeavesNothing() {
        String path = "";
        for (int depth = 0; depth < 1000; depth++) {
            path += "/d";
            apply(mkdir(path, 1));
        }
        for (int i = 0; i < 3000; i++) {
            apply(add("/d/f" + i, false, 1));
            apply(mkdir("/d/s" + i, 1));
        }
        apply(delete("/d"));
        assertEquals(1, store.inodeCount());
        assertEquals(List.of(), store.openFiles());
        assertEquals(100, at("/").mtimeMillis());
    }

    @Test
    void deleteOfNothingAndOfTheRootIsNothing() {
        apply(mkdir("/a", 1));
        apply(delete("/b"));
        apply(delete("/b/c"));
        apply(delete("/"));
        assertEquals(2, store.inodeCount());
        assertEquals(1, at("/").mtimeMillis());
    }

    @Test
    void countersReachTheStoreWithTheCommit() {
        apply(mkdir("/a", 1));
        assertEquals(InodeIds.FIRST_ALLOCATED, namespace.counters().lastInodeId());
        namespace.commit(1);
        assertEquals(InodeIds.FIRST_ALLOCATED, store.counters().lastInodeId());
        assertEquals(1, store.appliedTxid());
    }

    @Test
    void viewFindsPathsAndPages() {
        apply(mkdir("/a", 1));
        for (int i = 0; i < 5; i++) {
            apply(add("/a/f" + i, false, 1));
        }
        namespace.commit(6);
        try (NamespaceView view = namespace.snapshot()) {
            apply(delete("/a"));
            long a = view.resolve(FsPath.parse("/a"));
            assertEquals(6, view.txid());
            assertEquals(
                    List.of("f0", "f1"),
                    view.children(a, null, 2).stream()
                            .map(inode -> inode.name().toString())
                            .toList());
            assertEquals(3, view.children(a, FsName.of("f1"), 10).size());
            assertEquals(Optional.of(FsPath.parse("/a/f3")), view.pathOf(view.resolve(FsPath.parse("/a/f3"))));
            assertEquals(Optional.empty(), view.pathOf(4711));
            assertEquals(2, view.along(FsPath.parse("/a/none/x")).size());
            assertTrue(view.inode(FsPath.parse("/a/f0")).orElseThrow() instanceof FileInode);
        }
    }
}
