package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.NamespaceDump;
import io.cairn.common.testkit.RandomHistory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
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
