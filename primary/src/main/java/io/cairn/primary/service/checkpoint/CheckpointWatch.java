package io.cairn.primary.service.checkpoint;

import io.cairn.common.status.LossWindow;
import io.cairn.common.status.ProcessStatus;
import io.cairn.common.status.TxidHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over what is safe: what the checkpointers hold, how old the oldest transaction is that they do not, and whether
 * the last proven checkpoint is too old. Says so in the log once a period for as long as it is. Durations are the monotonic
 * clock's. Thread-safe: its parts are; {@link #look} belongs to one thread.
 */
public final class CheckpointWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);

    /** What a peer says it holds when it holds nothing. */
    public static final long NOTHING = -1;

    private final ProvenCheckpoints proven;
    private final StaleCheckpoint rule;
    private final TxidHistory history;
    private final Transactions transactions;
    private final LongSupplier nanoTicker;
    private final long startedNanos;
    private final KnownCheckpointers known = new KnownCheckpointers();
    /** When the log was told last; confined to the thread that looks. */
    private Optional<Long> toldNanos = Optional.empty();

    /** Where the log is. */
    public interface Transactions {
        long lastWrittenTxid();

        /** First transaction of the segment being written. */
        long segmentFirstTxid();
    }

    /** @param history with what the directories tell of the time before this start */
    public CheckpointWatch(
            ProvenCheckpoints proven,
            StaleCheckpoint rule,
            TxidHistory history,
            Transactions transactions,
            LongSupplier nanoTicker) {
        this.proven = proven;
        this.rule = rule;
        this.history = history;
        this.transactions = transactions;
        this.nanoTicker = nanoTicker;
        this.startedNanos = nanoTicker.getAsLong();
        // This start began the segment: what a long stop lies before is still new.
        history.observed(transactions.segmentFirstTxid() - 1, startedNanos);
        history.observed(transactions.lastWrittenTxid(), startedNanos);
    }

    /** Notes where the log is, and warns when it is time to. Called about once a second. */
    public void look() {
        long now = nanoTicker.getAsLong();
        history.observed(transactions.lastWrittenTxid(), now);
        Optional<String> stale = stale();
        if (stale.isEmpty()) {
            if (toldNanos.isPresent()) {
                LOG.info(
                        "The newest proven checkpoint, of txid {}, is young enough again",
                        proven.last().txid());
            }
            toldNanos = Optional.empty();
        } else if (toldNanos.isEmpty() || now - toldNanos.get() >= rule.period().toNanos()) {
            toldNanos = Optional.of(now);
            LOG.warn("Checkpoint overdue: {}. {} Does the checkpointer run?", stale.get(), loss().text());
        }
    }

    /** A checkpointer of our namespace and of our history asked. */
    public void heard(String from, long heldTxid, long provenTxid) {
        heard(from, heldTxid, provenTxid, false);
    }

    /**
     * A checkpointer of our namespace asked.
     *
     * @param conflict it says that what it holds is not of our history: for us it holds nothing then
     */
    public void heard(String from, long heldTxid, long provenTxid, boolean conflict) {
        known.heard(new KnownCheckpointers.Word(from, heldTxid, provenTxid, conflict, nanoTicker.getAsLong()));
    }

    /** An image came from a checkpointer, is in service, and is the namespace at that txid. */
    public void proven(long txid, Optional<String> digest, String by) {
        proven.proven(txid, digest, by);
    }

    /** What would be lost if our disks died now. */
    public LossWindow loss() {
        long now = nanoTicker.getAsLong();
        long last = transactions.lastWrittenTxid();
        KnownCheckpointers.Word best = known.best(last, new KnownCheckpointers.Word("", NOTHING, NOTHING, false, now));
        long sinceHeard = best.from().isEmpty() ? -1 : millis(now - best.nanos());
        LossWindow.Facts facts = new LossWindow.Facts(
                best.heldTxid(),
                last,
                transactions.segmentFirstTxid(),
                history.ageBeyond(best.heldTxid(), now),
                sinceHeard);
        return LossWindow.ofPrimary(facts, millis(now - startedNanos));
    }

    /** Why the last proven checkpoint is too old; empty if it is not. */
    public Optional<String> stale() {
        return rule.reason(changesBeyond(proven.last().txid()), waiting());
    }

    /** How long the oldest change has been in no proven checkpoint; zero if there is none. */
    private Duration waiting() {
        TxidHistory.Age age = history.ageBeyond(proven.last().txid(), nanoTicker.getAsLong());
        Duration sinceProof = proven.age();
        // A quiet namespace needs no checkpoint: time counts from its next change.
        return age.exact() && age.time().compareTo(sinceProof) < 0 ? age.time() : sinceProof;
    }

    /** Changes beyond {@code txid}; what begins the open segment is none when it is alone. */
    public long changesBeyond(long txid) {
        long last = transactions.lastWrittenTxid();
        long changes = Math.max(0, last - txid);
        return changes == 1 && transactions.segmentFirstTxid() == last ? 0 : changes;
    }

    /** Last transaction in the last proven checkpoint, or what its age counts from where there is none yet. */
    public long provenTxid() {
        return proven.last().txid();
    }

    /** The last proven checkpoint as the status tells it. */
    public ProcessStatus.Checkpoint lastProven() {
        ProvenCheckpoint last = proven.last();
        return new ProcessStatus.Checkpoint(
                last.proven(),
                last.txid(),
                proven.age().toMillis(),
                last.at().toString(),
                last.digest().orElse(null),
                last.by());
    }

    /** The checkpointers heard from, the latest last. */
    public List<ProcessStatus.Peer> peers() {
        long now = nanoTicker.getAsLong();
        return known.all().stream()
                .map(word -> new ProcessStatus.Peer(
                        "checkpointer",
                        word.from(),
                        millis(now - word.nanos()),
                        word.heldTxid(),
                        word.provenTxid(),
                        word.conflict() ? "holds another history than this primary's" : null))
                .toList();
    }

    /** Where the checkpointers are that ask, but have held nothing for longer than a period. */
    public List<String> empty() {
        long now = nanoTicker.getAsLong();
        return known.all().stream()
                .filter(word -> word.heldTxid() < 0
                        && now - word.heldNothingNanos() > rule.period().toNanos())
                .map(KnownCheckpointers.Word::from)
                .toList();
    }

    /** Since any checkpointer was heard from, or since the start. */
    public Duration silence() {
        long now = nanoTicker.getAsLong();
        long since = known.all().stream()
                .mapToLong(KnownCheckpointers.Word::nanos)
                .map(nanos -> now - nanos)
                .min()
                .orElse(now - startedNanos);
        return Duration.ofNanos(since);
    }

    public Duration period() {
        return rule.period();
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }
}
