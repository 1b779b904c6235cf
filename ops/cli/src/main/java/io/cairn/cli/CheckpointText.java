package io.cairn.cli;

import io.cairn.checkpointer.app.StatusAnswer;
import io.cairn.common.status.LossWindow;
import io.cairn.common.text.HumanUnits;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the checkpointer's status says, for people. Stateless. */
final class CheckpointText {
    private static final String NEW_LINE = System.lineSeparator();

    private CheckpointText() {}

    /** A checkpoint that was made. */
    static String made(StatusAnswer status) {
        StatusAnswer.Last last = status.last();
        return last == null ? "A checkpoint was made" : "A checkpoint was made" + NEW_LINE + figures(last);
    }

    /** Why none was made. */
    static String notNeeded(StatusAnswer status) {
        String text = "No checkpoint was needed: nothing changed since the image of txid " + status.confirmedTxid()
                + " (--force makes one all the same)";
        StatusAnswer.Last last = status.last();
        return last == null ? text : text + NEW_LINE + "The last one:" + NEW_LINE + figures(last);
    }

    /** Why it failed. */
    static String failed(StatusAnswer status) {
        StatusAnswer.Failure failure = status.failure();
        if (failure == null) {
            return "The checkpoint failed";
        }
        String step = failure.phase() == null ? "" : " at the step '" + failure.phase() + "'";
        return "The checkpoint failed" + step + ": " + failure.message();
    }

    /** How things stand: last checkpoint, next one, failure. */
    static String standing(StatusAnswer status) {
        StringBuilder text = new StringBuilder();
        StatusAnswer.Last last = status.last();
        if (status.confirmedTxid() >= 0) {
            text.append("newest image of ")
                    .append(status.primary())
                    .append(": txid ")
                    .append(status.confirmedTxid());
            text.append(", ")
                    .append(HumanUnits.count(status.transactionsBehind()))
                    .append(" transactions since");
        } else {
            text.append("no answer yet from ").append(status.primary());
        }
        text.append(NEW_LINE);
        if (last == null) {
            text.append("no checkpoint since this checkpointer started").append(NEW_LINE);
        } else {
            text.append("last checkpoint, ")
                    .append(time(last.ageMillis()))
                    .append(" ago:")
                    .append(NEW_LINE);
            text.append(figures(last)).append(NEW_LINE);
        }
        if (status.running() != null) {
            text.append("being made: ").append(status.running()).append(NEW_LINE);
        }
        StatusAnswer.Failure failure = status.failure();
        if (failure != null) {
            text.append(failed(status))
                    .append(" (")
                    .append(failure.inARow())
                    .append(" in a row)")
                    .append(NEW_LINE);
        }
        LossWindow loss = status.loss();
        if (loss != null) {
            text.append(loss.text()).append(NEW_LINE);
        }
        return text.append("next: ").append(status.nextDue()).toString();
    }

    /** The figures of one checkpoint, indented. */
    private static String figures(StatusAnswer.Last last) {
        String steps = last.phaseMillis().entrySet().stream()
                .map(step -> step.getKey() + " " + time(step.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "  txid      %d, made from the image of txid %d and %s transactions%n"
                        + "  why       %s%n"
                        + "  image     %s, %s inodes; %s fetched%n"
                        + "  time      %s: %s",
                last.txid(),
                last.baseTxid(),
                HumanUnits.count(last.transactions()),
                last.reason(),
                HumanUnits.bytes(last.imageBytes()),
                HumanUnits.count(last.inodes()),
                HumanUnits.bytes(last.fetchedBytes()),
                time(last.totalMillis()),
                steps);
    }

    private static String time(long millis) {
        return HumanUnits.time(Duration.ofMillis(millis));
    }
}
