package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.UnderConstruction;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.MemoryFile;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An image appears whole and proven, or not at all. */
class ImageSaverTest {
    private static final Path CURRENT = Path.of("/name/current");
    private static final ImageForm FORM = ImageForm.plain(LayoutVersion.CURRENT);
    private static final int EDITS = 200;
    private static final Path IMAGE = CURRENT.resolve(FileNames.image(EDITS));

    private final HeapStore store = new HeapStore();

    @BeforeEach
    void replayAHistory() {
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        Namespace namespace = new Namespace(store);
        for (Edit edit : RandomHistory.of(7, EDITS)) {
            namespace.apply(edit);
        }
        namespace.commit(EDITS);
    }

    private SavedImage save(Disk disk) throws IOException {
        return new ImageSaver(disk).save(store, CURRENT, FORM);
    }

    private void assertWhole(Disk disk) throws IOException {
        try (HeapStore loaded = new HeapStore()) {
            assertEquals(EDITS, new ImageLoader(disk).load(IMAGE, loaded, count -> {}));
            assertEquals(NamespaceDump.of(store), NamespaceDump.of(loaded));
        }
    }

    private static List<String> unfinished(Disk disk) throws IOException {
        return disk.list(CURRENT).stream()
                .filter(name -> name.contains("ckpt") || name.endsWith(".tmp"))
                .toList();
    }

    @Test
    void savedImageIsWholeNamedAndHasItsSidecar() throws IOException {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        SavedImage saved = save(disk);
        assertEquals(IMAGE, saved.path());
        assertEquals(disk.length(IMAGE), saved.length());
        assertArrayEquals(Md5Sidecar.read(disk, IMAGE).orElseThrow(), saved.md5());
        assertEquals(List.of(), unfinished(disk));
        assertWhole(disk.crash());
    }

    @Test
    void whicheverCallFailsNoPartialImageHasTheNameAndTheNextSaveSucceeds() throws IOException {
        long calls = changingCalls();
        for (long n = 1; n <= calls; n++) {
            FaultyDisk disk = new FaultyDisk(CURRENT);
            disk.failChange(n, path -> true);
            assertThrows(IOException.class, () -> save(disk), "call " + n);
            if (disk.exists(IMAGE)) {
                assertWhole(disk);
            }
            save(disk);
            assertWhole(disk);
        }
    }

    @Test
    void wheneverTheMachineStopsNoPartialImageHasTheNameAndTheNextSaveSucceeds() throws IOException {
        long calls = changingCalls();
        for (long n = 1; n <= calls; n++) {
            FaultyDisk disk = new FaultyDisk(CURRENT);
            disk.crashAtCall(n);
            assertThrows(IOException.class, () -> save(disk), "call " + n);
            for (FaultyDisk after : List.of(disk.crash(), disk.crashKeepingAll())) {
                if (after.exists(IMAGE)) {
                    assertWhole(after);
                }
                save(after);
                assertWhole(after);
            }
        }
    }

    private long changingCalls() throws IOException {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        save(disk);
        return disk.changingCalls();
    }

    @Test
    void fullDiskLeavesNothingBehind() throws IOException {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        disk.limitTo(2000);
        assertThrows(IOException.class, () -> save(disk));
        assertEquals(List.of(), disk.list(CURRENT));
    }

    /** A bug planted in the saving: what is written is not what the store holds, and every file is sound in itself. */
    @Test
    void aRecordLostOrAnAttributeChangedWhileSavingIsCaughtInTheFinishedFile() throws IOException {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        Path old = CURRENT.resolve(FileNames.image(EDITS - 1));
        disk.put(old, new byte[] {1, 2, 3});
        for (boolean lost : List.of(true, false)) {
            ImageSaver buggy = new ImageSaver(disk, (view, sink, form) -> {
                try (MetadataStore other = copyOf(view)) {
                    spoil(other, lost);
                    other.commit(view.appliedTxid());
                    ImageSaver.write(other, sink, form);
                }
            });
            IOException e = assertThrows(IOException.class, () -> buggy.save(store, CURRENT, FORM), "lost: " + lost);
            assertTrue(e.getMessage().contains(lost ? "number of inodes" : "digest"), e.getMessage());
            assertEquals(List.of(String.valueOf(old.getFileName())), disk.list(CURRENT));
            assertArrayEquals(new byte[] {1, 2, 3}, disk.bytes(old));
        }
    }

    /** The digest does not see that section; Hadoop takes the leases from it. */
    @Test
    void anImageWithoutAnEntryForEachOpenFileGetsNoName() {
        store.putInode(new FileInode(
                InodeIds.ROOT + 100_000,
                FsName.of("open"),
                new Permission("alice", "users", 0644),
                20,
                21,
                3,
                1 << 27,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                new UnderConstruction("client", "machine")));
        store.link(InodeIds.ROOT, FsName.of("open"), InodeIds.ROOT + 100_000);
        store.commit(EDITS);
        FaultyDisk disk = new FaultyDisk(CURRENT);
        ImageSaver buggy =
                new ImageSaver(disk, (view, sink, form) -> ImageSaver.write(withoutOpenFiles(view), sink, form));
        CorruptImageException e = assertThrows(CorruptImageException.class, () -> buggy.save(store, CURRENT, FORM));
        assertTrue(e.getMessage().contains("files open for writing"), e.getMessage());
        assertFalse(disk.exists(IMAGE));
    }

    private static StoreView withoutOpenFiles(StoreView view) {
        return (StoreView) Proxy.newProxyInstance(
                StoreView.class.getClassLoader(), new Class<?>[] {StoreView.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("openFiles") ? List.of() : method.invoke(view, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static MetadataStore copyOf(StoreView view) throws IOException {
        MemoryFile image = new MemoryFile();
        ImageSaver.write(view, image, FORM);
        HeapStore copy = new HeapStore();
        ImageLoader.load(image.source(), copy, count -> {});
        return copy;
    }

    private static void spoil(MetadataStore store, boolean lose) {
        try (StoreView.ChildCursor children = store.children(InodeIds.ROOT, null)) {
            while (children.next()) {
                Inode inode = store.inode(children.id()).orElseThrow();
                if (!lose) {
                    store.putInode(inode.withMtime(inode.mtimeMillis() + 1));
                    return;
                } else if (!inode.isDirectory()) {
                    store.unlink(InodeIds.ROOT, children.name());
                    store.removeInode(inode.id());
                    return;
                }
            }
        }
        throw new AssertionError("nothing to spoil");
    }

    @Test
    void theImageOfAnotherNamespaceThanThePrimarysGetsNoName() {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        NamespaceDigest primarys = new NamespaceDigest(1, 2);
        DigestMismatchException e = assertThrows(DigestMismatchException.class, () -> new ImageSaver(disk)
                .save(store, CURRENT, FORM, written -> {}, Optional.of(primarys)));
        assertTrue(e.getMessage().contains(primarys.toString()), e.getMessage());
        assertFalse(disk.exists(IMAGE));
    }

    @Test
    void anImageThatIsNotWhatItsDigestSaysIsNotLoaded() throws IOException {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        save(disk);
        DigestSidecar.write(disk, IMAGE, new NamespaceDigest(1, 2));
        try (HeapStore loaded = new HeapStore()) {
            CorruptStorageException e = assertThrows(
                    CorruptStorageException.class, () -> new ImageLoader(disk).load(IMAGE, loaded, count -> {}));
            assertTrue(e.getMessage().contains(IMAGE.toString()), e.getMessage());
        }
    }

    @Test
    void bitThatFlipsBeforeTheReReadKeepsTheImageFromBeingNamed() {
        FaultyDisk disk = new FaultyDisk(CURRENT);
        Disk flipping = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("open")) {
                        disk.flipBit((Path) arguments[0], 100, 3);
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        CorruptImageException e = assertThrows(CorruptImageException.class, () -> save(flipping));
        assertTrue(e.getMessage().contains("CRC-32C"), e.getMessage());
        assertFalse(disk.exists(IMAGE));
    }
}
