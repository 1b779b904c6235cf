package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.TxRange;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
    private static final Path DIR = Path.of("/d/current");

    @Test
    void keepsTheNewestImagesAndTheEditsFromTheOldestOfThem() {
        RetentionPlan plan = new RetentionRule(2, 0, 100)
                .plan(
                        List.of(inventory(
                                image(10),
                                md5(10),
                                image(20),
                                md5(20),
                                image(30),
                                md5(30),
                                edits(1, 10),
                                edits(11, 20),
                                edits(21, 30),
                                open(31))),
                        OptionalLong.of(31));

        assertEquals(List.of(image(10), md5(10), edits(1, 10), edits(11, 20)), deleted(plan));
        assertEquals(20, plan.imageTxidMin());
        assertEquals(21, plan.editsTxidMin());
    }

    @Test
    void keepsExtraEdits() {
        RetentionPlan plan = new RetentionRule(1, 10, 100)
                .plan(List.of(inventory(image(30), edits(1, 10), edits(11, 20), edits(21, 30))), OptionalLong.empty());

        assertEquals(List.of(edits(1, 10), edits(11, 20)), deleted(plan));
    }

    @Test
    void keepsASegmentThatReachesIntoWhatIsKept() {
        RetentionPlan plan = new RetentionRule(1, 5, 100)
                .plan(List.of(inventory(image(30), edits(1, 10), edits(11, 27), edits(28, 30))), OptionalLong.empty());

        assertEquals(List.of(edits(1, 10)), deleted(plan));
    }

    @Test
    void limitsTheNumberOfExtraSegmentsButNeverTouchesNeededOnes() {
        RetentionPlan plan = new RetentionRule(1, 1000, 1)
                .plan(
                        List.of(inventory(
                                image(30), edits(1, 10), edits(11, 20), edits(21, 30), edits(31, 31), edits(32, 40))),
                        OptionalLong.of(41));

        assertEquals(List.of(edits(1, 10), edits(11, 20)), deleted(plan));
    }

    @Test
    void countsEqualImagesAndSegmentsOfSeveralDirectoriesOnce() {
        DirInventory one = inventory(image(10), image(20), edits(1, 10), edits(11, 20));
        RetentionPlan plan = new RetentionRule(2, 1000, 2).plan(List.of(one, one), OptionalLong.empty());

        assertEquals(List.of(), deleted(plan));
    }

    @Test
    void aDirectoryThatGotNoNewerImageKeepsTheLastOneItHas() {
        DirInventory upToDate = inventory(image(10), image(20), image(30), image(40));
        DirInventory leftOut = inventory(image(10), md5(10), image(20), md5(20));
        RetentionPlan plan = new RetentionRule(2, 1000, 2).plan(List.of(upToDate, leftOut), OptionalLong.empty());

        assertEquals(List.of(image(10), image(20), image(10), md5(10)), deleted(plan));
    }

    @Test
    void withFewerImagesThanAskedForTheOldestIsKept() {
        RetentionPlan plan = new RetentionRule(5, 0, 100)
                .plan(List.of(inventory(image(10), image(20), edits(1, 10), edits(11, 20))), OptionalLong.empty());

        assertEquals(List.of(edits(1, 10)), deleted(plan));
    }

    @Test
    void withoutAnImageNothingGoes() {
        RetentionPlan plan = RetentionRule.DEFAULT.plan(
                List.of(inventory(edits(1, 10), "fsimage.ckpt_10", open(1))), OptionalLong.of(11));

        assertEquals(List.of(), deleted(plan));
        assertEquals(List.of(), plan.renames());
    }

    @Test
    void setsAsideSegmentsThatNobodyWritesAndDeletesThemOnlyLater() {
        RetentionPlan plan = new RetentionRule(1, 0, 100)
                .plan(List.of(inventory(image(30), open(25), open(31), open(5) + ".stale")), OptionalLong.of(31));

        assertEquals(List.of(open(5) + ".stale"), deleted(plan));
        assertEquals(
                List.of(open(25) + ".stale"),
                plan.renames().stream()
                        .map(renaming -> String.valueOf(renaming.target().getFileName()))
                        .toList());
    }

    @Test
    void deletesOutdatedUnfinishedImagesOnly() {
        RetentionPlan plan = RetentionRule.DEFAULT.plan(
                List.of(inventory(image(30), "fsimage.ckpt_30", "fsimage.ckpt_31")), OptionalLong.empty());

        assertEquals(List.of("fsimage.ckpt_30"), deleted(plan));
    }

    @Test
    void leavesRollbackImagesAlone() {
        String rollback = FileNames.rollbackImage(3);
        RetentionPlan plan = new RetentionRule(1, 0, 100)
                .plan(List.of(inventory(rollback, rollback + ".md5", image(20), image(30))), OptionalLong.empty());

        assertEquals(List.of(image(20)), deleted(plan));
    }

    @Test
    void pinnedImagesStayWithTheirSidecarsAndDoNotCount() {
        RetentionPlan plan = new RetentionRule(2, 0, 100)
                .plan(
                        List.of(
                                inventory(image(10), md5(10), pin(10), image(20), md5(20), pin(5)),
                                inventory(image(10), md5(10), image(30), pin(30), image(40), edits(11, 20))),
                        OptionalLong.empty());

        assertEquals(List.of(pin(5), edits(11, 20)), deleted(plan), "a pin whose image is gone keeps nothing");
        assertEquals(20, plan.imageTxidMin());
    }

    @Test
    void whenAllArePinnedTheEditsBehindTheNewestStay() {
        RetentionPlan plan = new RetentionRule(1, 0, 100)
                .plan(
                        List.of(inventory(image(10), pin(10), image(20), pin(20), edits(11, 20), edits(21, 30))),
                        OptionalLong.empty());

        assertEquals(List.of(edits(11, 20)), deleted(plan));
    }

    @Test
    void aPinSurvivesAsItWasWrittenAndIsRefusedWhenItIsNone() throws IOException {
        FaultyDisk disk = new FaultyDisk(Path.of("/d"));
        disk.createDirectories(DIR);
        disk.forceDirectory(Path.of("/d"));
        Path image = DIR.resolve(image(7));
        Pin pin = new Pin(Instant.ofEpochMilli(1_700_000_000_000L), "vor dem Umbau – \u00e4");
        pin.write(disk, image);
        FaultyDisk second = disk.crash();
        assertEquals(Optional.of(pin), Pin.read(second, image));
        Pin.remove(second, image);
        Pin.remove(second, image);
        FaultyDisk third = second.crash();
        assertEquals(Optional.empty(), Pin.read(third, image));
        third.put(Pin.path(image), new byte[] {'x'});
        assertThrows(CorruptStorageException.class, () -> Pin.read(third, image));
        assertThrows(IllegalArgumentException.class, () -> new Pin(Instant.EPOCH, "two\nlines"));
    }

    @Test
    void refusesToKeepNothing() {
        assertThrows(IllegalArgumentException.class, () -> new RetentionRule(0, 0, 0));
    }

    @Test
    void reaperSparesWhatIsHeldAndGoesOnAfterFailures() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        for (String name : List.of(image(10), image(20), edits(1, 10), edits(11, 20))) {
            disk.put(DIR.resolve(name), new byte[1]);
        }
        RetentionPlan plan =
                new RetentionRule(1, 0, 100).plan(List.of(DirInventory.scan(disk, DIR)), OptionalLong.empty());
        Leases leases = new Leases();
        Leases.Lease lease = leases.holdFrom(20);
        disk.failCall(FaultyDisk.Call.DELETE, 1, path -> true, false);

        Reaper.Report first = new Reaper(disk, leases).run(plan);
        assertEquals(1, first.failures().size());
        assertEquals(List.of(DIR.resolve(edits(11, 20))), first.held());
        assertEquals(List.of(DIR.resolve(edits(1, 10))), first.done());

        lease.close();
        lease.close();
        Reaper.Report second = new Reaper(disk, leases).run(plan);
        assertEquals(List.of(), second.held());
        assertEquals(List.of(image(20)), disk.crash().list(DIR), "deletions are durable");
    }

    @Test
    void aPinThatComesAfterThePlanWasMadeKeepsItsImageInAllDirectoriesAndNoSegment() throws IOException {
        Path other = DIR.resolveSibling("other");
        FaultyDisk disk = new FaultyDisk(Path.of("/"));
        for (Path directory : List.of(DIR, other)) {
            for (String name :
                    List.of(image(10), md5(10), image(20), md5(20), image(30), edits(1, 10), edits(11, 20))) {
                disk.put(directory.resolve(name), new byte[1]);
            }
        }
        RetentionPlan plan = new RetentionRule(1, 0, 100)
                .plan(List.of(DirInventory.scan(disk, DIR), DirInventory.scan(disk, other)), OptionalLong.empty());
        disk.put(other.resolve(pin(20)), new byte[1]);

        Reaper.Report report = new Reaper(disk, new Leases()).run(plan);

        assertEquals(
                Set.of(DIR.resolve(image(20)), DIR.resolve(md5(20)), other.resolve(image(20)), other.resolve(md5(20))),
                Set.copyOf(report.held()));
        assertEquals(Set.of(image(20), md5(20), image(30)), Set.copyOf(disk.list(DIR)));
        assertEquals(Set.of(image(20), md5(20), pin(20), image(30)), Set.copyOf(disk.list(other)));
    }

    @Test
    void aManifestThatIsFullEndsThere() throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        StorageDirectory directory = new StorageDirectory(DIR, StorageDirectory.Type.IMAGE_AND_EDITS);
        for (long first = 1; first <= 50; first += 10) {
            disk.put(directory.file(edits(first, first + 9)), new byte[1]);
        }
        HeldFiles held = new HeldFiles(disk, List::of, () -> List.of(directory), new Leases());

        for (int max = 1; max <= 6; max++) {
            List<TxRange> manifest =
                    held.manifest(1, max).stream().map(SegmentFile::range).toList();
            assertEquals(
                    List.of(
                                    new TxRange(1, 10),
                                    new TxRange(11, 20),
                                    new TxRange(21, 30),
                                    new TxRange(31, 40),
                                    new TxRange(41, 50))
                            .subList(0, Math.min(max, 5)),
                    manifest);
        }
    }

    @Test
    void everyFailureAndCrashOfAPurgeKeepsWhatIsNeeded() throws IOException {
        for (int n = 1; n < 20; n++) {
            checkPurge(n, false);
            checkPurge(n, true);
        }
    }

    private static void checkPurge(int n, boolean crash) throws IOException {
        FaultyDisk disk = new FaultyDisk(DIR);
        List<String> needed = List.of(image(30), edits(31, 40), open(41));
        for (String name : List.of(image(10), image(20), edits(1, 10), edits(11, 30), "fsimage.ckpt_20")) {
            disk.put(DIR.resolve(name), new byte[1]);
        }
        needed.forEach(name -> disk.put(DIR.resolve(name), new byte[1]));
        RetentionPlan plan =
                new RetentionRule(1, 0, 100).plan(List.of(DirInventory.scan(disk, DIR)), OptionalLong.of(41));
        if (crash) {
            disk.crashAtCall(n);
        } else {
            disk.failChange(n, path -> true);
        }
        new Reaper(disk, new Leases()).run(plan);
        FaultyDisk next = disk.crash();
        assertTrue(next.list(DIR).containsAll(needed), "call " + n);
        new Reaper(next, new Leases()).run(plan);
        assertEquals(needed.size(), next.crash().list(DIR).size(), "repeated after call " + n);
    }

    @Test
    void leftoversAreAllUnfinishedWork() {
        RetentionPlan plan = RetentionRule.leftovers(List.of(inventory(
                image(30), "fsimage.ckpt_31", FileNames.downloadedEdits(1, 2, 3), "seen_txid.tmp", open(31))));

        assertEquals(3, plan.deletions().size());
    }

    @Test
    void manifestTakesTheLongestAndJumpsGaps() {
        DirInventory one = inventory(edits(1, 10), edits(11, 15), edits(31, 40));
        DirInventory two = inventory(edits(11, 20), edits(41, 50));

        assertEquals(List.of(new TxRange(31, 40), new TxRange(41, 50)), EditsManifest.since(List.of(one, two), 1));
        assertEquals(List.of(new TxRange(31, 40), new TxRange(41, 50)), EditsManifest.since(List.of(one, two), 12));
        assertEquals(
                List.of(new TxRange(1, 10), new TxRange(11, 20)),
                EditsManifest.since(List.of(inventory(edits(1, 10), edits(11, 15)), inventory(edits(11, 20))), 1));
        assertEquals(List.of(), EditsManifest.since(List.of(one, two), 51));
    }

    private static DirInventory inventory(String... names) {
        return DirInventory.of(DIR, Arrays.asList(names));
    }

    private static String image(long txid) {
        return FileNames.image(txid);
    }

    private static String pin(long txid) {
        return image(txid) + ".pin";
    }

    private static String md5(long txid) {
        return FileNames.imageMd5(txid);
    }

    private static String edits(long first, long last) {
        return FileNames.finalizedEdits(first, last);
    }

    private static String open(long first) {
        return FileNames.inProgressEdits(first);
    }

    private static List<String> deleted(RetentionPlan plan) {
        return plan.deletions().stream()
                .map(deletion -> String.valueOf(deletion.path().getFileName()))
                .toList();
    }
}
