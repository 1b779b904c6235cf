package io.cairn.primary.service;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.model.FsException;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import io.cairn.primary.command.Command;
import io.cairn.primary.command.NamespaceRules;
import io.cairn.primary.command.Query;
import io.cairn.primary.journal.DurableSegment;
import io.cairn.primary.journal.EditJournal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Lock;

/**
 * The namespace as requests see it: changes go through the one writer, questions are answered between its batches. No
 * answer shows what a crash could take back. Thread-safe: the store is read under the read lock, or from a snapshot.
 */
public final class NamespaceService implements OpenSegment {
    private final MetadataStore store;
    private final EditJournal journal;
    private final WriterThread writer;
    private final Lock reading;
    private final NamespaceRules rules;
    private final SafeMode safeMode;
    private final BoundaryListener boundaries;
    private final FatalHandler fatal;

    /**
     * @param reading the read side of the lock whose other side the writer holds while it applies
     * @param fatal is told when the store cannot be read
     */
    public NamespaceService(
            MetadataStore store,
            EditJournal journal,
            WriterThread writer,
            Lock reading,
            NamespaceRules rules,
            SafeMode safeMode,
            BoundaryListener boundaries,
            FatalHandler fatal) {
        this.store = store;
        this.journal = journal;
        this.writer = writer;
        this.reading = reading;
        this.rules = rules;
        this.safeMode = safeMode;
        this.boundaries = boundaries;
        this.fatal = fatal;
    }

    public NamespaceRules rules() {
        return rules;
    }

    public SafeMode safeMode() {
        return safeMode;
    }

    /**
     * Changes the namespace; durable on return.
     *
     * @throws FsException if the command is refused
     * @throws ServiceStoppedException if the primary stops or fails meanwhile
     */
    public <T> T execute(Command<T> command) throws FsException, IOException {
        return await(writer.submit(command));
    }

    /**
     * Answers a question. Returns, or refuses, when all that was looked at is durable.
     *
     * @throws FsException if the question is refused
     * @throws ServiceStoppedException if the primary fails meanwhile, as it does when the store cannot be read
     */
    public <T> T ask(Query<T> query) throws FsException, IOException {
        long txid = 0;
        Optional<StoreView> snapshot;
        try {
            reading.lock();
            try {
                requireWhole();
                txid = store.appliedTxid();
                snapshot = query.isLong(store) ? Optional.of(store.snapshot()) : Optional.empty();
                if (snapshot.isEmpty()) {
                    return query.answer(store, rules);
                }
            } finally {
                reading.unlock();
            }
            try (StoreView view = snapshot.get()) {
                return query.answer(view, rules);
            }
        } catch (StoreException e) {
            // Changes still gather in memory while the disk below is gone: nothing else would end this.
            fatal.fatal("The store can no longer be read", e);
            throw new ServiceStoppedException("The primary has failed: " + e.getMessage(), e);
        } finally {
            awaitDurable(txid);
        }
    }

    /** Refuses once the writer has failed: what it was applying may be there in part. Called with the read lock held. */
    private void requireWhole() throws ServiceStoppedException {
        Optional<Throwable> failure = writer.failure();
        if (failure.isPresent()) {
            throw new ServiceStoppedException("The primary has failed", failure.get());
        }
    }

    /**
     * Ends the segment being written and begins the next; both are durable on return.
     *
     * @return first txid of the new segment
     */
    @Override
    public long roll() throws IOException {
        try {
            Rolled rolled = await(writer.roll());
            boundaries.rolled(rolled.segments().finalized().lastTxid(), rolled.digest());
            return rolled.segments().nextFirstTxid();
        } catch (FsException e) {
            throw new IllegalStateException("A roll is never refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceStoppedException("Interrupted while waiting to roll", e);
        }
    }

    /**
     * Ends the segment being written, as {@link #roll}, and keeps the namespace as it is at that point, while changes go
     * on. The caller closes what it gets, before the store is closed.
     */
    public ImageBoundary rollForImage() throws IOException {
        CompletableFuture<ImageBoundary> rolled = null;
        try {
            rolled = writer.rollForImage();
            ImageBoundary boundary = rolled.get();
            boundaries.rolled(boundary.txid(), boundary.view().digest());
            return boundary;
        } catch (InterruptedException e) {
            if (rolled != null) {
                var unused = rolled.thenAccept(ImageBoundary::close);
            }
            Thread.currentThread().interrupt();
            throw new ServiceStoppedException("Interrupted while waiting to roll", e);
        } catch (ExecutionException e) {
            throw new ServiceStoppedException("The segment could not be rolled", e);
        }
    }

    /** The last transaction of the namespace, which may not be durable yet. */
    @Override
    public long lastWrittenTxid() {
        return journal.lastWrittenTxid();
    }

    public long durableTxid() {
        return journal.durableTxid();
    }

    /** First transaction of the segment being written. */
    @Override
    public long segmentFirstTxid() {
        return journal.segmentFirstTxid();
    }

    /** The segment being written, as far as it is durable. */
    public DurablePart durablePart() {
        DurableSegment open = journal.durableSegment();
        return new DurablePart(open.range(), open.bytes());
    }

    /** Number of files, directories and links. */
    public long inodeCount() {
        reading.lock();
        try {
            return store.inodeCount();
        } finally {
            reading.unlock();
        }
    }

    /** Number of commands waiting for the writer. */
    public int waitingCommands() {
        return writer.waiting();
    }

    private void awaitDurable(long txid) throws IOException {
        if (txid > journal.durableTxid()) {
            try {
                await(journal.durable(txid));
            } catch (FsException e) {
                throw new IllegalStateException("The journal refuses nobody", e);
            }
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws FsException, IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FsException refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof ServiceStoppedException stopped) {
                throw stopped;
            }
            throw new ServiceStoppedException("The primary has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceStoppedException("Interrupted while waiting for the journal", e);
        }
    }
}
