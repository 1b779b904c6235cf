package io.cairn.common.status;

import io.cairn.common.text.HumanUnits;
import java.time.Duration;

/**
 * What would be lost if the primary's disks died now: the transactions that no other machine is known to hold. Immutable.
 *
 * @param known false if nothing is known of the other process: then nothing counts as held (primary), or nothing is known
 *     of what the primary has (checkpointer)
 * @param transactions that would be lost; the one that begins the open segment does not count when it is alone. Of a
 *     checkpointer: as of {@code asOfMillis} ago, so at least
 * @param ageMillis age of the oldest of them, by the monotonic clock; 0 if there is none
 * @param ageExact false if the oldest is older than what this process has seen
 * @param heldTxid last transaction that the checkpointer holds on its disks, with everything before it; −1 if unknown
 * @param lastTxid last transaction of the primary; −1 if unknown
 * @param asOfMillis how long ago the other process was last heard from; −1 for never
 * @param text all this in one sentence
 */
public record LossWindow(
        boolean known,
        long transactions,
        long ageMillis,
        boolean ageExact,
        long heldTxid,
        long lastTxid,
        long asOfMillis,
        String text) {
    private static final String IF = "If the primary's disks died now, ";
    private static final long FRESH_MILLIS = 2000;

    /**
     * What one knows at one moment. Immutable.
     *
     * @param heldTxid last transaction held elsewhere; −1 if unknown
     * @param lastTxid last transaction of the primary; −1 if unknown
     * @param segmentFirstTxid first transaction of the segment that the primary writes; −1 if unknown
     * @param age of the oldest transaction beyond {@code heldTxid}
     * @param sinceHeardMillis since the other process was heard from; −1 for never
     */
    public record Facts(
            long heldTxid, long lastTxid, long segmentFirstTxid, TxidHistory.Age age, long sinceHeardMillis) {
        /** Transactions beyond the held one; a segment's first one alone is none. */
        long beyond() {
            long beyond = Math.max(0, lastTxid - heldTxid);
            return beyond == 1 && segmentFirstTxid == lastTxid ? 0 : beyond;
        }
    }

    /**
     * As the primary sees it: it knows what it has, and was told what is held.
     *
     * @param uptimeMillis since when it could have been told
     */
    public static LossWindow ofPrimary(Facts facts, long uptimeMillis) {
        if (facts.heldTxid() < 0) {
            String why = facts.sinceHeardMillis() < 0
                    ? "no checkpointer has been heard from in the " + time(uptimeMillis)
                            + " since this start, so nothing is known to be held elsewhere."
                    : "the checkpointer said " + time(facts.sinceHeardMillis()) + " ago that it holds nothing yet.";
            return window(facts, false, facts.lastTxid(), everything(facts) + why);
        }
        long lost = facts.beyond();
        String heard = " The checkpointer said " + time(facts.sinceHeardMillis())
                + " ago that it holds everything up to " + facts.heldTxid() + ".";
        return window(facts, true, lost, IF + loss(lost, facts.age()) + heard);
    }

    /** As the checkpointer sees it: it knows what it holds, and was told what the primary has. */
    public static LossWindow ofCheckpointer(Facts facts) {
        if (facts.lastTxid() < 0) {
            String held =
                    facts.heldTxid() < 0 ? "nothing is held here" : "held here is everything up to " + facts.heldTxid();
            return window(
                    facts,
                    false,
                    0,
                    "The primary has not been heard from since this start: " + held
                            + "; how much more the primary has is not known.");
        }
        String asOf = facts.sinceHeardMillis() < FRESH_MILLIS
                ? ""
                : " This is as of " + time(facts.sinceHeardMillis())
                        + " ago, when the primary was last heard from; it may have written more since.";
        if (facts.heldTxid() < 0) {
            return window(facts, true, facts.lastTxid(), everything(facts) + "nothing is held here yet." + asOf);
        }
        long lost = facts.beyond();
        return window(facts, true, lost, IF + loss(lost, facts.age()) + asOf);
    }

    /** As a checkpointer sees it that holds another history than the primary has: how far both are the same is not known. */
    public static LossWindow ofOtherHistory(Facts facts) {
        return window(
                facts,
                false,
                0,
                "What is held here, up to " + facts.heldTxid()
                        + ", is not of the primary's history: what would be lost of that cannot be told.");
    }

    private static LossWindow window(Facts facts, boolean known, long lost, String text) {
        return new LossWindow(
                known,
                lost,
                lost == 0 ? 0 : facts.age().time().toMillis(),
                facts.age().exact(),
                facts.heldTxid(),
                facts.lastTxid(),
                facts.sinceHeardMillis(),
                text);
    }

    private static String everything(Facts facts) {
        return IF + "everything could be lost (" + transactions(facts.lastTxid()) + "): ";
    }

    private static String loss(long lost, TxidHistory.Age age) {
        return lost == 0
                ? "nothing would be lost."
                : transactions(lost) + " (" + (age.exact() ? "" : "more than ")
                        + time(age.time().toMillis()) + " of work) would be lost.";
    }

    private static String transactions(long count) {
        return HumanUnits.count(count) + (count == 1 ? " transaction" : " transactions");
    }

    private static String time(long millis) {
        return HumanUnits.time(Duration.ofMillis(millis));
    }
}
