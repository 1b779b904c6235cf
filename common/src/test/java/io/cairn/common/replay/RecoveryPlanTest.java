package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {
    private static RecoveryPlan.Source directory(String name, long seenTxid, String... files) {
        return new RecoveryPlan.Source(DirInventory.of(Path.of(name, "current"), List.of(files)), seenTxid);
    }

    private static String image(long txid) {
        return FileNames.image(txid);
    }

    private static String edits(long first, long last) {
        return FileNames.finalizedEdits(first, last);
    }

    private static MissingTransactionsException gap(RecoveryPlan.Source... sources) {
        return assertThrows(MissingTransactionsException.class, () -> RecoveryPlan.of(List.of(sources)));
    }

    @Test
    void newestImageAndWhatFollowsIt() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(
                List.of(directory("a", 21, image(5), image(10), edits(1, 10), edits(11, 20), edits(21, 30))));
        assertEquals(10, plan.imageTxid());
        assertEquals(30, plan.lastTxid());
        assertEquals(new TxRange(11, 30), plan.toReplay());
        assertEquals(
                List.of(11L, 21L),
                plan.segments().stream().map(SegmentFile::firstTxid).toList());
    }

    @Test
    void sameImageAndSegmentsInSeveralDirectoriesAreAlternatives() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(List.of(
                directory("a", 0, image(10), edits(11, 20)),
                directory("b", 11, image(10), edits(11, 20)),
                directory("c", 11, image(3))));
        assertEquals(2, plan.images().size());
        assertEquals(Path.of("a", "current", image(10)), plan.images().get(0).path());
        assertEquals(2, plan.segments().size());
        assertEquals(11, plan.seenTxid());
    }

    @Test
    void rollbackImageCountsAsAnyOther() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(List.of(directory("a", 0, image(5), FileNames.rollbackImage(9))));
        assertEquals(9, plan.imageTxid());
        assertTrue(plan.images().get(0).rollback());
    }

    @Test
    void freshlyFormattedDirectoryNeedsNoSegments() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(List.of(directory("a", 0, image(0))));
        assertEquals(0, plan.lastTxid());
        assertEquals(0, plan.toReplay().count());
    }

    @Test
    void noImageAnywhereIsAnError() {
        NoImageException e =
                assertThrows(NoImageException.class, () -> RecoveryPlan.of(List.of(directory("a", 0, edits(1, 5)))));
        assertTrue(e.getMessage().contains("a/current"), e.getMessage());
    }

    @Test
    void gapInTheMiddleIsNamedExactly() {
        MissingTransactionsException e = gap(directory("a", 31, image(10), edits(11, 20), edits(25, 40)));
        assertEquals(List.of(new TxRange(21, 24)), e.missing());
        assertTrue(e.getMessage().contains("21 to 24"), e.getMessage());
        assertTrue(e.getMessage().contains("a/current"), e.getMessage());
    }

    @Test
    void everyGapIsNamed() {
        MissingTransactionsException e = gap(directory("a", 51, image(10), edits(15, 20), edits(25, 40)));
        assertEquals(List.of(new TxRange(11, 14), new TxRange(21, 24), new TxRange(41, 51)), e.missing());
    }

    @Test
    void seenTxidAheadOfAllSegmentsIsAGap() {
        MissingTransactionsException e = gap(
                directory("a", 41, image(10), edits(11, 20)),
                directory("b", 21, image(10), FileNames.inProgressEdits(21)));
        assertEquals(List.of(new TxRange(21, 41)), e.missing());
        assertTrue(e.getMessage().contains(FileNames.inProgressEdits(21)), e.getMessage());
    }

    @Test
    void seenTxidWithinTheImageAsksForNothing() throws IOException {
        assertEquals(10, RecoveryPlan.of(List.of(directory("a", 7, image(10)))).lastTxid());
    }

    @Test
    void segmentsOfTwoDirectoriesFillEachOthersGaps() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(List.of(
                directory("a", 31, image(10), edits(11, 20), edits(31, 40)),
                directory("b", 31, image(10), edits(16, 30))));
        assertEquals(40, plan.lastTxid());
    }

    @Test
    void segmentThatStartsInsideTheImageIsUsed() throws IOException {
        RecoveryPlan plan = RecoveryPlan.of(List.of(directory("a", 1, image(15), edits(1, 20))));
        assertEquals(new TxRange(16, 20), plan.toReplay());
        assertEquals(1, plan.segments().size());
    }

    @Test
    void rangesWithoutASegmentAreMissingWhole() {
        assertEquals(List.of(new TxRange(5, 9)), RecoveryPlan.missing(5, 9, List.of()));
        assertEquals(List.of(), RecoveryPlan.missing(5, 4, List.of()));
    }
}
