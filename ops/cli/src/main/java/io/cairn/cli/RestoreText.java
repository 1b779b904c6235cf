package io.cairn.cli;

import io.cairn.common.restore.Loss;
import io.cairn.common.restore.RestoreListener;
import io.cairn.common.restore.RestorePlan;
import io.cairn.common.restore.RestorePreview;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.text.HumanUnits;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Restores in words and as JSON. Stateless. */
final class RestoreText {
    private RestoreText() {}

    /** What will be done, for people. */
    static String preview(RestorePreview preview) {
        RestorePlan plan = preview.plan();
        StringBuilder text = new StringBuilder();
        preview.notes().forEach(note -> text.append(note).append('\n'));
        text.append("From ")
                .append(preview.source())
                .append(": namespace ")
                .append(plan.storageInfo().namespaceId())
                .append(", cluster ")
                .append(plan.storageInfo().clusterId())
                .append('\n');
        text.append("Reaches: transaction ")
                .append(plan.lastTxid())
                .append(" (the image of ")
                .append(plan.image().txid())
                .append(" and ")
                .append(HumanUnits.count(plan.toReplay().count()))
                .append(" edits, ")
                .append(HumanUnits.bytes(plan.sourceBytes()))
                .append(preview.verified() ? ", read and found whole" : ", checked as it is fetched")
                .append(")\n");
        return text.append(preview.loss().text()).toString();
    }

    /** What was done, for people. */
    static String done(RestoreRecord record, Duration time) {
        return "Restored to transaction " + record.txid() + " in " + HumanUnits.time(time) + ", proven: digest "
                + record.digest() + ". What a directory held before is in its " + record.replaced()
                + "; remove that when you are sure. Start it: cairn primary CONFIGURATION";
    }

    /** @param record null in a dry run */
    static Map<String, @Nullable Object> json(RestorePreview preview, @Nullable RestoreRecord record) {
        RestorePlan plan = preview.plan();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("source", preview.source());
        answer.put("verified", preview.verified());
        answer.put("namespaceId", plan.storageInfo().namespaceId());
        answer.put("clusterId", plan.storageInfo().clusterId());
        answer.put("imageTxid", plan.image().txid());
        answer.put("edits", plan.toReplay().count());
        answer.put("reachesTxid", plan.lastTxid());
        answer.put("bytes", plan.sourceBytes());
        answer.put("lost", lost(preview.loss()));
        answer.put("notes", preview.notes());
        answer.put("restored", record == null ? null : restored(record));
        return answer;
    }

    private static Map<String, @Nullable Object> lost(Loss loss) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        OptionalLong known = loss.knownTxid();
        answer.put("transactions", known.isPresent() ? loss.transactions() : null);
        answer.put("exact", loss.exact());
        answer.put("lastKnownTxid", known.isPresent() ? known.getAsLong() : null);
        answer.put("knownFrom", loss.knownFrom());
        answer.put("millis", loss.time().map(Duration::toMillis).orElse(null));
        answer.put("text", loss.text());
        return answer;
    }

    private static Map<String, Object> restored(RestoreRecord record) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("at", record.at().toString());
        answer.put("txid", record.txid());
        answer.put("imageTxid", record.imageTxid());
        answer.put("digest", record.digest());
        answer.put("replaced", record.replaced());
        return answer;
    }

    /** Prints how far a restore is, now and then; not at all while it is short. Confined to one thread. */
    static final class Progress implements RestoreListener {
        private static final long QUIET_NANOS = 2_000_000_000L;

        private final PrintWriter side;
        private final LongSupplier nanos;
        private long told;

        Progress(PrintWriter side, LongSupplier nanos) {
            this.side = side;
            this.nanos = nanos;
            told = nanos.getAsLong();
        }

        @Override
        public void progress(Step step, long done, long total) {
            long now = nanos.getAsLong();
            if (now - told >= QUIET_NANOS) {
                told = now;
                side.println("restore: " + words(step, done, total));
                side.flush();
            }
        }

        private static String words(Step step, long done, long total) {
            String percent = total > 0 ? ", " + Math.min(100, done * 100 / total) + " %" : "";
            return switch (step) {
                case SEARCHING ->
                    "looking for the time, " + HumanUnits.bytes(done) + " of " + HumanUnits.bytes(total) + percent;
                case VERIFYING ->
                    "reading the source, " + HumanUnits.bytes(done) + " of " + HumanUnits.bytes(total) + percent;
                case FETCHING -> "fetching, " + HumanUnits.bytes(done) + " of " + HumanUnits.bytes(total) + percent;
                case PROVING ->
                    "replaying, " + HumanUnits.count(done) + " of " + HumanUnits.count(total) + " edits" + percent;
                case COPYING ->
                    "copying to the other directories, " + HumanUnits.bytes(done) + " of " + HumanUnits.bytes(total)
                            + percent;
                case REPLACING -> "putting it in place";
            };
        }

        @Override
        public void note(String text) {
            side.println("restore: " + text);
            side.flush();
        }
    }
}
