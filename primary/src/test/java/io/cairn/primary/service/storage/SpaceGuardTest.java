package io.cairn.primary.service.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.testkit.FaultyDisk;
import io.cairn.primary.service.SafeMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which volumes count, on disks that say of themselves how full they are. */
class SpaceGuardTest {
    private static final Path A = Path.of("/a");
    private static final Path B = Path.of("/b");
    private static final Path STORE = A.resolve("rocksdb");
    private static final long PLENTY = 1L << 40;

    private final FaultyDisk disk = new FaultyDisk(A);
    private final SafeMode safeMode = new SafeMode();

    private SpaceGuard guard(int volumesMin, Path... further) {
        disk.leaveFree(A, PLENTY);
        disk.leaveFree(B, PLENTY);
        SpaceSettings settings =
                new SpaceSettings(100 << 20, 1 << 30, volumesMin, List.of(further), Duration.ofSeconds(5));
        List<StorageDirectory> directories = List.of(
                new StorageDirectory(A.resolve("name"), StorageDirectory.Type.IMAGE_AND_EDITS),
                new StorageDirectory(B.resolve("name"), StorageDirectory.Type.IMAGE_AND_EDITS));
        return new SpaceGuard(disk, directories, settings, safeMode, () -> Instant.EPOCH);
    }

    private boolean isOnAfterALook(SpaceGuard guard) {
        guard.look();
        return safeMode.isOn();
    }

    @Test
    void oneFullVolumeOfTwoIsNoReasonForSafeMode() {
        SpaceGuard guard = guard(1);
        disk.leaveFree(A, 0);
        assertFalse(isOnAfterALook(guard));
        disk.leaveFree(B, 0);
        assertTrue(isOnAfterALook(guard));
    }

    @Test
    void theVolumeOfTheStoreMayNotBeFullThoughAnotherHasRoomForEdits() {
        SpaceGuard guard = guard(1, STORE);
        disk.leaveFree(A, 0);
        assertTrue(isOnAfterALook(guard));
        disk.leaveFree(A, PLENTY);
        assertFalse(isOnAfterALook(guard));
    }

    @Test
    void anEditsDirectoryBesideTheStoreCountsAmongThoseWithRoom() {
        SpaceGuard guard = guard(1, STORE);
        disk.leaveFree(B, 0);
        assertFalse(isOnAfterALook(guard), "edits and store have room on the first volume");
        SpaceGuard wantsTwo = guard(2, STORE);
        disk.leaveFree(B, 0);
        assertTrue(isOnAfterALook(wantsTwo));
    }
}
