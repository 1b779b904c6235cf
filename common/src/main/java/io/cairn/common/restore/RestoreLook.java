package io.cairn.common.restore;

import io.cairn.common.bytes.DiscardingSink;
import io.cairn.common.codec.edits.CorruptEditException;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.TxRange;
import io.cairn.common.text.HumanUnits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The first half of a restore: looks at the source and at the old state, plans, and finds a way around a damaged image.
 * Changes nothing. Single use, one thread.
 */
final class RestoreLook {
    private final Disk disk;
    private final RestoreSource source;
    private final List<RestoreTarget> targets;
    private final RestoreListener listener;
    private @Nullable SourceCatalog catalog;

    RestoreLook(Disk disk, RestoreSource source, List<RestoreTarget> targets, RestoreListener listener) {
        this.disk = disk;
        this.source = source;
        this.targets = targets;
        this.listener = listener;
    }

    /** As {@link Restore#preview(OptionalLong)}. */
    RestorePreview preview(OptionalLong toTxid) throws IOException {
        return preview(catalog(), toTxid, new ArrayList<>());
    }

    /** As {@link Restore#preview(Instant, Path)}. */
    RestorePreview preview(Instant toTime, Path scratch) throws IOException {
        SourceCatalog all = catalog();
        List<String> notes = new ArrayList<>();
        TimeSearch search = new TimeSearch(disk, toTime);
        for (TxRange range : lastOf(all.restorable())) {
            search(search, all.covering(range.firstTxid() + 1, range.lastTxid()), scratch, notes);
        }
        TimeSearch.Found found = search.result(source.name());
        if (found.clockTurnedBackAt().isPresent()) {
            notes.add("The primary's clock was turned back at transaction "
                    + found.clockTurnedBackAt().getAsLong()
                    + ", so the time given may stand for several transactions; --to-txid is exact");
        }
        return preview(all, OptionalLong.of(found.txid()), notes);
    }

    /** What the source holds, asked for once. */
    SourceCatalog catalog() throws IOException {
        SourceCatalog known = catalog;
        if (known == null) {
            known = source.catalog();
            catalog = known;
        }
        return known;
    }

    private static List<TxRange> lastOf(List<TxRange> ranges) {
        return ranges.isEmpty() ? ranges : ranges.subList(ranges.size() - 1, ranges.size());
    }

    /** Reads all of them, or up to damage that lies behind a time that is later than the one wanted. */
    private void search(TimeSearch search, List<SourceSegment> segments, Path scratch, List<String> notes)
            throws IOException {
        long bytes = segments.stream().mapToLong(SourceSegment::bytes).sum();
        Passed passed = new Passed(listener, RestoreListener.Step.SEARCHING, bytes);
        for (SourceSegment segment : segments) {
            try {
                search(search, segment, scratch, passed);
            } catch (DamagedSourceException | CorruptEditException e) {
                if (!search.sawLater()) {
                    throw damaged(segment, e);
                }
                note(
                        notes,
                        "DAMAGED EDITS behind the time given, which were not searched: " + e.getMessage()
                                + ". If the primary's clock was turned back after that, the time may stand for a later"
                                + " transaction");
                return;
            }
        }
    }

    private void search(TimeSearch search, SourceSegment segment, Path scratch, Passed passed) throws IOException {
        Optional<Path> file = source.file(segment);
        if (file.isPresent()) {
            search.read(new SegmentFile(file.get(), segment.range()));
            passed.add(segment.bytes());
            return;
        }
        Path copy = scratch.resolve(FileNames.downloadedEdits(segment.firstTxid(), segment.lastTxid(), 0));
        try (PendingFile pending = PendingFile.begin(disk, copy)) {
            source.segment(segment, passed.counting(pending.sink()));
            pending.seal();
            search.read(new SegmentFile(pending.temporary(), segment.range()));
        }
    }

    private RestorePreview preview(SourceCatalog all, OptionalLong toTxid, List<String> notes) throws IOException {
        RestorePlan plan = RestorePlan.of(source.name(), all, toTxid);
        for (RestoreTarget target : targets) {
            target.requireReplaceable(plan.storageInfo());
        }
        if (source.isLocal()) {
            plan = verified(all, plan, notes);
        }
        return new RestorePreview(source.name(), plan, loss(all, plan, false), notes, source.isLocal());
    }

    /**
     * What is lost with what the targets hold now.
     *
     * @param locked true if the caller holds their locks
     */
    Loss loss(SourceCatalog all, RestorePlan plan, boolean locked) {
        List<Path> roots = targets.stream().map(RestoreTarget::root).toList();
        return OldState.read(disk, roots, locked).loss(disk, plan.lastTxid(), source.name(), all);
    }

    /** The plan, or one that begins from an older image, if the newest turns out to be damaged. */
    private RestorePlan verified(SourceCatalog all, RestorePlan first, List<String> notes) throws IOException {
        SourceCatalog left = all;
        RestorePlan plan = first;
        while (true) {
            Passed passed = new Passed(
                    listener, RestoreListener.Step.VERIFYING, plan.image().bytes());
            try {
                source.image(plan.image(), passed.counting(new DiscardingSink()));
                break;
            } catch (DamagedSourceException e) {
                left = left.withoutImage(plan.image().txid());
                plan = withOlderImage(left, plan, e, notes);
            }
        }
        for (SourceSegment segment : plan.segments()) {
            checkSegment(segment, plan.lastTxid());
        }
        return plan;
    }

    private void checkSegment(SourceSegment segment, long lastTxid) throws IOException {
        try {
            source.check(segment, Math.min(lastTxid, segment.lastTxid()));
        } catch (DamagedSourceException e) {
            throw damaged(segment, e);
        }
    }

    /** To be thrown where a segment turned out to be damaged, which nothing gets around. */
    RestoreRefusedException damaged(SourceSegment segment, IOException e) {
        RestoreRefusedException refused = new RestoreRefusedException(
                "Edits of " + source.name() + " are damaged: " + e.getMessage(),
                "restore from another source, or up to before them with --to-txid " + (segment.firstTxid() - 1));
        refused.initCause(e);
        return refused;
    }

    /**
     * A plan for the same transaction from what is left, now that the image of {@code plan} turned out to be damaged.
     *
     * @param notes gets a sentence on it, as does the listener
     * @throws RestoreRefusedException if nothing else leads there
     */
    RestorePlan withOlderImage(SourceCatalog left, RestorePlan plan, DamagedSourceException damage, List<String> notes)
            throws RestoreRefusedException {
        RestorePlan older;
        try {
            older = RestorePlan.of(source.name(), left, OptionalLong.of(plan.lastTxid()));
        } catch (RestoreRefusedException e) {
            RestoreRefusedException refused = new RestoreRefusedException(
                    "The image of transaction " + plan.image().txid() + " is damaged (" + damage.getMessage()
                            + "), and without it: " + e.getMessage(),
                    e.next());
            refused.initCause(damage);
            throw refused;
        }
        note(
                notes,
                "DAMAGED IMAGE: " + damage.getMessage() + ". Going back to the image of transaction "
                        + older.image().txid() + " and "
                        + HumanUnits.count(older.toReplay().count()) + " edits, which lead to the same state");
        return older;
    }

    private void note(List<String> notes, String text) {
        notes.add(text);
        listener.note(text);
    }
}
