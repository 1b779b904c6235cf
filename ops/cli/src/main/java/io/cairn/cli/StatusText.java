package io.cairn.cli;

import io.cairn.common.status.LossWindow;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.text.HumanUnits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How a process stands, for a terminal. Stateless. */
final class StatusText {
    private StatusText() {}

    static String of(ProcessStatus status, URI address) {
        List<String> lines = new ArrayList<>();
        ProcessStatus.Start start = status.start();
        lines.add(status.process() + " at " + address + ": "
                + (start.ready() ? status.health() : "starting, " + start.percent() + " %, " + start.phase()));
        for (ProcessStatus.Problem problem : status.problems()) {
            lines.add((problem.critical() ? "CRITICAL: " : "WARNING: ") + problem.text());
            if (!problem.next().isEmpty()) {
                lines.add("  " + problem.next());
            }
        }
        start.findings().forEach(finding -> lines.add("found at the start: " + finding));
        LossWindow loss = status.loss();
        if (loss != null) {
            lines.add(loss.text());
        }
        addCheckpoint(lines, status);
        addDetails(lines, status);
        return String.join(System.lineSeparator(), lines);
    }

    private static void addCheckpoint(List<String> lines, ProcessStatus status) {
        ProcessStatus.Checkpoint last = status.checkpoint();
        if (last == null || !last.proven()) {
            if (start(status)) {
                lines.add("last proven checkpoint: none yet");
            }
            return;
        }
        String digest = last.digest();
        lines.add("last proven checkpoint: txid " + last.txid() + ", " + time(last.ageMillis()) + " ago, by "
                + last.by() + (digest == null ? "" : ", digest " + digest));
    }

    private static boolean start(ProcessStatus status) {
        return status.start().ready();
    }

    private static void addDetails(List<String> lines, ProcessStatus status) {
        ProcessStatus.Txids txids = status.txids();
        if (txids != null) {
            lines.add("primary's last txid " + txids.lastWritten() + ", newest image " + txids.newestImage() + ", "
                    + HumanUnits.count(txids.notInImage()) + " changes in no image");
        }
        ProcessStatus.Safe safe = status.safeMode();
        if (safe != null) {
            lines.add("safe mode " + (safe.on() ? "on: " + String.join("; ", safe.reasons()) : "off"));
        }
        for (ProcessStatus.Directory directory : status.directories()) {
            String why = directory.why();
            lines.add(directory.path() + ": " + directory.state() + (why == null ? "" : ": " + why) + ", "
                    + (directory.freeBytes() < 0
                            ? "free space unknown"
                            : HumanUnits.bytes(directory.freeBytes()) + " free"));
        }
        ProcessStatus.Segments segments = status.segments();
        if (segments != null) {
            lines.add(status.images().size() + " images, " + segments.count() + " finalised segments"
                    + (segments.missing().isEmpty() ? "" : ", missing: " + String.join(", ", segments.missing())));
        }
        ProcessStatus.Restore restore = status.lastRestore();
        if (restore != null) {
            lines.add("restored at " + restore.at() + " from " + restore.from() + " up to txid " + restore.toTxid());
        }
    }

    private static String time(long millis) {
        return HumanUnits.time(Duration.ofMillis(millis));
    }
}
