package io.cairn.common.restore;

import io.cairn.common.text.HumanUnits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a restore loses. Immutable.
 *
 * @param knownTxid the last transaction of the primary that anybody here knows of; empty if nobody knows any
 * @param knownFrom who knows, in words
 * @param exact true if it is the last there was: the old directories were read to their end, and nobody has gone on in them;
 *     false if there may have been more
 * @param reachedTxid the transaction that the restore reaches
 * @param onlyBegins true if all that is lost is the transaction that begins the last segment, which changes nothing
 * @param time between the last transaction kept and the last known, by the times in the log; empty if it has none
 */
public record Loss(
        OptionalLong knownTxid,
        String knownFrom,
        boolean exact,
        long reachedTxid,
        boolean onlyBegins,
        Optional<Duration> time) {
    /** Transactions lost of those known of; 0 if none, or if none is known. */
    public long transactions() {
        return Math.max(0, knownTxid.orElse(reachedTxid) - reachedTxid);
    }

    /** One sentence for people. */
    public String text() {
        if (knownTxid.isEmpty()) {
            return "Lost: unknown. No old directory can be read, and the source does not know how far the primary was.";
        }
        long known = knownTxid.getAsLong();
        return "Lost: " + (exact ? "" : "at least ") + HumanUnits.count(transactions())
                + (transactions() == 1 ? " transaction" : " transactions") + which(known) + ", by " + knownFrom
                + (exact
                        ? ", which ends at " + known + "."
                        : ": the primary was at " + known + " then; what it did after that is not known here.");
    }

    private String which(long known) {
        if (transactions() == 0) {
            return "";
        }
        return onlyBegins
                ? " (" + known + ", which begins a segment and changes nothing)"
                : " (" + (reachedTxid + 1) + " to " + known
                        + time.map(t -> ", " + HumanUnits.time(t)).orElse("") + ")";
    }
}
