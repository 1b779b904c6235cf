package io.cairn.primary.service;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreView;
import io.cairn.primary.command.Command;
import io.cairn.primary.command.CommandContext;
import io.cairn.primary.command.Ledger;
import io.cairn.primary.command.NamespaceRules;
import io.cairn.primary.command.Outcome;
import io.cairn.primary.journal.EditJournal;
import io.cairn.primary.journal.RollResult;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the namespace. It takes what is waiting as a batch and, for each command in turn, lets it
 * decide, appends its ops to the journal and applies them; then it commits the batch to the store. Answers, refusals too,
 * are released when the journal is durable up to the end of the batch, so that no answer shows what a crash could take
 * back. Whatever it cannot go on from, errors of the virtual machine too, is told to the fatal handler, and from then on
 * nothing is served. Thread-safe: {@link #submit} and {@link #roll} hand over through a bounded queue.
 */
public final class WriterThread {
    private static final int BATCH_MAX = 512;

    private final Namespace namespace;
    private final MetadataStore store;
    private final EditJournal journal;
    private final Lock applying;
    private final NamespaceRules rules;
    private final SafeMode safeMode;
    private final InstantSource clock;
    private final FatalHandler fatal;
    private final Ledger ledger = new Ledger();
    private final ArrayBlockingQueue<Task> queue;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /**
     * @param store the one behind {@code namespace}
     * @param applying held while the namespace changes, so that others can read between batches
     * @param queueMax most commands that wait; one more is refused, to be tried again
     */
    public WriterThread(
            Namespace namespace,
            MetadataStore store,
            EditJournal journal,
            Lock applying,
            NamespaceRules rules,
            SafeMode safeMode,
            InstantSource clock,
            FatalHandler fatal,
            int queueMax) {
        this.namespace = namespace;
        this.store = store;
        this.journal = journal;
        this.applying = applying;
        this.rules = rules;
        this.safeMode = safeMode;
        this.clock = clock;
        this.fatal = fatal;
        this.queue = new ArrayBlockingQueue<>(queueMax);
        this.thread = new Thread(this::run, "cairn-writer");
    }

    public void start() {
        thread.start();
    }

    /**
     * Hands over a command.
     *
     * @return completes with the answer when it is durable, with {@link FsException} if the command is refused, or with
     *     {@link ServiceStoppedException}
     * @throws FsException if too many commands wait already
     */
    public <T> CompletableFuture<T> submit(Command<T> command) throws FsException {
        CommandTask<T> task = new CommandTask<>(command);
        if (!queue.offer(task)) {
            throw new FsException(Kind.RETRIABLE, "Too many requests are waiting; try again");
        }
        failWaitingIfEnded();
        return task.done;
    }

    /** Ends the segment being written and begins the next; completes when both are durable. Works in safe mode too. */
    public CompletableFuture<Rolled> roll() throws InterruptedException {
        return hand(new RollTask()).done;
    }

    /**
     * As {@link #roll}, and keeps the namespace as it was at the end of the segment. Whoever gets the boundary closes it.
     */
    CompletableFuture<ImageBoundary> rollForImage() throws InterruptedException {
        BoundaryTask task = new BoundaryTask();
        return hand(task).boundary;
    }

    private <T extends Task> T hand(T task) throws InterruptedException {
        queue.put(task);
        failWaitingIfEnded();
        return task;
    }

    /** Number of commands waiting. */
    public int waiting() {
        return queue.size();
    }

    /** Finishes what was handed over and ends the thread; what comes later is refused. Returns when it has ended. */
    public void stop() throws InterruptedException {
        stopping = true;
        boolean awake = queue.offer(new WakeUp());
        assert awake || !queue.isEmpty();
        thread.join();
    }

    private void run() {
        List<Task> batch = new ArrayList<>();
        try {
            while (!stopping || !queue.isEmpty()) {
                batch.add(queue.take());
                queue.drainTo(batch, BATCH_MAX - 1);
                process(batch);
                batch.clear();
            }
        } catch (InterruptedException | IOException | RuntimeException | Error e) {
            fail(batch, e);
        } finally {
            ended = true;
            failWaitingIfEnded();
        }
    }

    private void process(List<Task> batch) throws IOException {
        applying.lock();
        try {
            long before = namespace.appliedTxid();
            for (Task task : batch) {
                task.run();
            }
            if (namespace.appliedTxid() != before) {
                namespace.commit(namespace.appliedTxid());
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e; // before the lock is given back, so that nobody reads what may be half applied
            throw e;
        } finally {
            applying.unlock();
        }
        release(List.copyOf(batch));
    }

    private void release(List<Task> batch) {
        var unused = journal.durable(namespace.appliedTxid()).whenComplete((nothing, error) -> {
            try {
                for (Task task : batch) {
                    if (error == null) {
                        task.release();
                    } else {
                        task.fail(error);
                    }
                }
            } catch (RuntimeException | Error e) {
                fail(batch, e); // nobody would hear of it otherwise, and the rest of the batch would wait for ever
            }
        });
    }

    private void append(EditOp op) throws IOException {
        long txid = journal.append(op);
        namespace.apply(new Edit(txid, op));
    }

    /** The state may now differ from the journal: nothing more is served. */
    private void fail(List<Task> batch, Throwable cause) {
        failure = cause;
        try {
            batch.forEach(task -> task.fail(cause));
        } finally {
            fatal.fatal("The writer cannot go on after txid " + namespace.appliedTxid(), cause);
        }
    }

    /** Why the namespace may differ from the journal, and must not be shown any more; empty while all is well. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Nobody takes from the queue any more once the thread has ended; whoever comes late empties it. */
    private void failWaitingIfEnded() {
        if (!ended) {
            return;
        }
        Throwable cause = failure;
        IOException stopped = cause == null
                ? new ServiceStoppedException("The primary is stopping")
                : new ServiceStoppedException("The primary has failed: " + cause.getMessage(), cause);
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            task.fail(stopped);
        }
    }

    /** Something the writer does in turn. Confined to the writer thread until released. */
    private interface Task {
        void run() throws IOException;

        void release();

        void fail(Throwable cause);
    }

    private final class CommandTask<T> implements Task {
        private final Command<T> command;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable Outcome<T> outcome;
        private @Nullable FsException refusal;

        CommandTask(Command<T> command) {
            this.command = command;
        }

        @Override
        public void run() throws IOException {
            try {
                outcome = decide();
            } catch (FsException e) {
                refusal = e;
                return;
            }
            for (EditOp op : outcome.ops()) {
                append(op);
            }
            ledger.apply(outcome.ledgerChanges());
        }

        private Outcome<T> decide() throws FsException {
            if (safeMode.isOn()) {
                throw new FsException(
                        Kind.SAFE_MODE, command.inability() + ". Name node is in safe mode.\n" + safeMode.tip());
            }
            long lastInodeId = namespace.counters().lastInodeId();
            return command.decide(new CommandContext(store, rules, ledger, lastInodeId, clock.millis()));
        }

        @Override
        public void release() {
            if (outcome != null) {
                done.complete(outcome.answer());
            } else if (refusal != null) {
                done.completeExceptionally(refusal);
            }
        }

        @Override
        public void fail(Throwable cause) {
            done.completeExceptionally(new ServiceStoppedException("The change may or may not last", cause));
        }
    }

    private class RollTask implements Task {
        final CompletableFuture<Rolled> done = new CompletableFuture<>();
        private @Nullable NamespaceDigest digest;

        @Override
        public void run() throws IOException {
            CompletableFuture<RollResult> rolled = journal.roll();
            namespace.apply(new Edit(namespace.appliedTxid() + 1, new EndLogSegmentOp()));
            atBoundary();
            namespace.apply(new Edit(namespace.appliedTxid() + 1, new StartLogSegmentOp()));
            var unused = rolled.whenComplete((result, error) -> {
                if (error == null) {
                    done.complete(new Rolled(result, Objects.requireNonNull(digest, "a roll passes its boundary")));
                } else {
                    fail(error);
                }
            });
        }

        /** Between the last transaction of the old segment and the first of the new one. */
        void atBoundary() {
            namespace.commit(namespace.appliedTxid());
            digest = store.digest();
        }

        @Override
        public void release() {}

        @Override
        public void fail(Throwable cause) {
            done.completeExceptionally(new ServiceStoppedException("The segment may or may not be rolled", cause));
        }
    }

    /** A roll that keeps a snapshot of its boundary. */
    private final class BoundaryTask extends RollTask {
        final CompletableFuture<ImageBoundary> boundary = done.thenApply(rolled -> kept(rolled.segments()));
        private @Nullable StoreView view;

        @Override
        void atBoundary() {
            super.atBoundary();
            view = store.snapshot();
        }

        private ImageBoundary kept(RollResult result) {
            StoreView snapshot = Objects.requireNonNull(view, "a roll passes its boundary");
            if (snapshot.appliedTxid() != result.finalized().lastTxid()) {
                snapshot.close();
                throw new IllegalStateException("The snapshot is at txid " + snapshot.appliedTxid()
                        + ", the segment ends at " + result.finalized().lastTxid());
            }
            return new ImageBoundary(result, snapshot);
        }

        @Override
        public void fail(Throwable cause) {
            if (view != null) {
                view.close();
            }
            super.fail(cause);
        }
    }

    /** Does nothing but end the wait for work. */
    private static final class WakeUp implements Task {
        @Override
        public void run() {}

        @Override
        public void release() {}

        @Override
        public void fail(Throwable cause) {}
    }
}
