package io.cairn.checkpointer.run;

import io.cairn.checkpointer.fetch.PrimaryClient;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.status.LossWindow;
import io.cairn.common.status.TxidHistory;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferProtocol;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this checkpointer and its primary last told each other: we, what lies on our disks; the primary, how far its log
 * has come. From both follows what would be lost. Thread-safe: the last word is an immutable value that is replaced.
 */
public final class PrimaryContact implements PrimaryClient.Contact {
    private static final int OBSERVATIONS = 4096;
    private static final long UNKNOWN = -1;

    private final CheckpointDirectories directories;
    private final HeldImages images;
    private final AtomicReference<@Nullable String> conflict;
    private final LongSupplier nanoTime;
    private final TxidHistory history = new TxidHistory(OBSERVATIONS);
    private volatile Word last = new Word(null, 0, null);
    /** When the primary last answered to anything, by the monotonic clock; null before it first did. */
    private volatile @Nullable Long answeredNanos;

    /** @param conflict why what is held is not of the primary's history; null while it is */
    public PrimaryContact(
            CheckpointDirectories directories,
            HeldImages images,
            AtomicReference<@Nullable String> conflict,
            LongSupplier nanoTime) {
        this.directories = directories;
        this.images = images;
        this.conflict = conflict;
        this.nanoTime = nanoTime;
    }

    /**
     * The last word. Immutable.
     *
     * @param status as the primary told it; null before it first did
     * @param nanos when, by the monotonic clock
     * @param trouble why it did not answer since; null if it did
     */
    private record Word(
            @Nullable PrimaryStatus status,
            long nanos,
            @Nullable String trouble) {}

    /** Before we know whose namespace lies here, we hold nothing of anybody's. */
    @Override
    public String holdings() throws IOException {
        Optional<StorageInfo> storage = directories.storageInfo();
        long held = images.heldTxid();
        if (storage.isEmpty() || held < 0) {
            return TransferProtocol.HELD + "=" + TransferProtocol.HELD_NOTHING;
        }
        return TransferProtocol.HELD + "=" + held + proven()
                + (conflict.get() == null ? "" : "&" + TransferProtocol.CONFLICT + "=true") + "&"
                + TransferProtocol.STORAGE_INFO + "="
                + URLEncoder.encode(storage.get().wireText(), StandardCharsets.UTF_8);
    }

    private String proven() throws IOException {
        long proven = provenTxid();
        return proven < 0 ? "" : "&" + TransferProtocol.PROVEN + "=" + proven;
    }

    /** The newest image here that the primary, when last heard from, had too, or had one newer; −1 if none. */
    public long provenTxid() throws IOException {
        PrimaryStatus status = last.status();
        Optional<ImageFile> newest = images.newest();
        boolean confirmed = status != null && newest.isPresent() && newest.get().txid() <= status.mostRecentImageTxid();
        return confirmed ? newest.get().txid() : UNKNOWN;
    }

    @Override
    public void heard(PrimaryStatus status) {
        long now = nanoTime.getAsLong();
        history.observed(status.lastWrittenTxid(), now);
        last = new Word(status, now, null);
    }

    @Override
    public void answered() {
        answeredNanos = nanoTime.getAsLong();
    }

    @Override
    public void failed(IOException why) {
        Word before = last;
        last = new Word(before.status(), before.nanos(), String.valueOf(why.getMessage()));
    }

    /** What the primary last said; empty before it did. */
    public Optional<PrimaryStatus> status() {
        return Optional.ofNullable(last.status());
    }

    /** Why the primary did not answer when it was last asked; empty if it did, or was not asked. */
    public Optional<String> trouble() {
        return Optional.ofNullable(last.trouble());
    }

    /** Since the primary was last heard from; empty if it never was. */
    public Optional<Duration> silence() {
        Word word = last;
        return word.status() == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - word.nanos()));
    }

    /** Since the primary last answered to anything; empty if it never did. */
    public Optional<Duration> sinceAnswer() {
        return Optional.ofNullable(answeredNanos).map(at -> Duration.ofNanos(nanoTime.getAsLong() - at));
    }

    /** Last transaction that can be brought back from here; −1 for none. */
    public long heldTxid() throws IOException {
        return images.heldTxid();
    }

    /** What would be lost if the primary's disks died now, as far as can be told from here. */
    public LossWindow loss() throws IOException {
        Word word = last;
        PrimaryStatus status = word.status();
        long now = nanoTime.getAsLong();
        long held = images.heldTxid();
        LossWindow.Facts facts = new LossWindow.Facts(
                held,
                status == null ? UNKNOWN : status.lastWrittenTxid(),
                status == null ? UNKNOWN : status.currentSegmentFirstTxid(),
                history.ageBeyond(held, now),
                status == null ? UNKNOWN : Duration.ofNanos(now - word.nanos()).toMillis());
        return conflict.get() == null ? LossWindow.ofCheckpointer(facts) : LossWindow.ofOtherHistory(facts);
    }
}
