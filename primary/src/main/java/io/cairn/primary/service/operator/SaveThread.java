package io.cairn.primary.service.operator;

import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.primary.service.ImageBoundary;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.Checkpoints;
import io.cairn.primary.service.checkpoint.ImageTurn;
import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.service.operator.SaveStatus.State;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the namespace as an image when an operator asks (spec storage.md §2.1, saveNamespace): ends the segment, takes a
 * snapshot at that boundary, writes and proves it in every directory for images, applies retention. Unlike HDFS it holds
 * no lock meanwhile, so that the same works with changes going on ({@link SaveRequest#online}). After a crash there is
 * the whole image or a leftover that the next start removes; a save that fails or is called off removes what it wrote.
 *
 * <p>One save at a time, each in a thread of its own that ends with it. Thread-safe: one lock around the status.
 */
public final class SaveThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SaveThread.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What must stay free beside the image, so that the edit log can go on. */
    private static final long RESERVE_BYTES = 16L << 20;

    private final NamespaceService namespace;
    private final NamespaceImages images;
    private final Checkpoints checkpoints;
    private final CheckpointState state;
    private final ImageTurn turn;
    private final ShutdownWindow window;
    private final LongSupplier nanoTicker;
    private final Object lock = new Object();
    // Guarded by the lock.
    private SaveStatus status = SaveStatus.NONE;
    private long beganNanos;
    private @Nullable Thread thread;

    private volatile boolean closing;

    /** @param turn shared with whoever else makes images */
    public SaveThread(
            NamespaceService namespace,
            NamespaceImages images,
            Checkpoints checkpoints,
            CheckpointState state,
            ImageTurn turn,
            ShutdownWindow window,
            LongSupplier nanoTicker) {
        this.namespace = namespace;
        this.images = images;
        this.checkpoints = checkpoints;
        this.state = state;
        this.turn = turn;
        this.window = window;
        this.nanoTicker = nanoTicker;
    }

    /**
     * Begins a save, or says that none is needed.
     *
     * @param atEnd told how it ended, on the thread of the save, unless the answer is {@link State#SKIPPED} already
     * @throws FsException if it is refused: outside safe mode, while another image is being made, without room
     */
    public SaveStatus begin(SaveRequest request, Consumer<SaveStatus> atEnd) throws FsException, IOException {
        if (!request.online() && !namespace.safeMode().isOn()) {
            throw new FsException(Kind.IO, "Safe mode should be turned ON in order to create namespace image.");
        }
        ImageTurn.Held held = take();
        boolean handedOver = false;
        try {
            if (request.beforeShutdown() && isRecent()) {
                return skipped(request);
            }
            long imageBytes = newestImageBytes();
            requireRoom(imageBytes);
            SaveStatus begun = start(request, imageBytes, held, atEnd);
            handedOver = true;
            return begun;
        } finally {
            if (!handedOver) {
                held.close();
            }
        }
    }

    private ImageTurn.Held take() throws FsException {
        try {
            return turn.take("A save of the namespace");
        } catch (TransferRefusedException e) {
            throw new FsException(Kind.IO, e.getMessage() + "; ask again when it is done");
        }
    }

    private boolean isRecent() {
        return window.covers(state.ageMillis(), namespace.lastWrittenTxid() - state.imageTxid());
    }

    private SaveStatus skipped(SaveRequest request) {
        LOG.info("Save of the namespace: the image at txid {} is recent enough for a shutdown", state.imageTxid());
        synchronized (lock) {
            status = new SaveStatus(
                    status.attempt() + 1, State.SKIPPED, request.online(), state.imageTxid(), 0, 0, 0, 0, 0, null);
            return status;
        }
    }

    /** The new image will be about as long. */
    private long newestImageBytes() throws IOException {
        try {
            ImageFile newest = checkpoints.newestImage();
            return checkpoints.length(newest);
        } catch (TransferRefusedException none) {
            return 0;
        }
    }

    private void requireRoom(long imageBytes) throws FsException, IOException {
        for (StorageDirectory directory : checkpoints.imageDirectories()) {
            long usable = checkpoints.usableBytes(directory);
            if (usable - RESERVE_BYTES < imageBytes) {
                throw new FsException(
                        Kind.IO,
                        "No room for an image of about " + imageBytes + " bytes in " + directory + ": " + usable
                                + " are free and " + RESERVE_BYTES + " must stay so");
            }
        }
    }

    private SaveStatus start(SaveRequest request, long imageBytes, ImageTurn.Held held, Consumer<SaveStatus> atEnd)
            throws FsException {
        synchronized (lock) {
            if (closing) {
                throw new FsException(Kind.RETRIABLE, "The primary is about to stop");
            }
            long expected = imageBytes * checkpoints.imageDirectories().size();
            status = new SaveStatus(
                    status.attempt() + 1, State.RUNNING, request.online(), -1, 0, expected, 0, 0, 0, null);
            beganNanos = nanoTicker.getAsLong();
            thread = new Thread(() -> atEnd.accept(run(held)), "cairn-save");
            thread.setDaemon(true);
            thread.start();
            return status;
        }
    }

    /** How the last save stands, or the one going on. */
    public SaveStatus status() {
        synchronized (lock) {
            return status.isRunning() ? with(status.txid(), status.bytes()) : status;
        }
    }

    /** Calls off a save that goes on, and waits until it has cleaned up. None is begun any more. */
    @Override
    public void close() {
        Thread running;
        synchronized (lock) {
            closing = true;
            running = thread;
        }
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true; // its snapshot must be closed before the store is
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The turn is given back before the status says so: whoever sees the end may begin the next. */
    private SaveStatus run(ImageTurn.Held held) {
        NamespaceImages.Saved saved;
        try {
            saved = save(held);
        } catch (IOException | RuntimeException e) {
            LOG.error("The namespace could not be saved; images and edits are as they were", e);
            return failed(e);
        }
        return ended(saved);
    }

    private NamespaceImages.Saved save(ImageTurn.Held held) throws IOException {
        try (held;
                ImageBoundary boundary = namespace.rollForImage()) {
            progress(boundary.txid(), 0);
            NamespaceImages.Saved saved = images.save(boundary.view(), new Progress());
            state.confirmed(boundary.txid());
            checkpoints.retain(boundary.roll().nextFirstTxid());
            return saved;
        }
    }

    private SaveStatus ended(NamespaceImages.Saved saved) {
        SaveStatus end;
        synchronized (lock) {
            SaveStatus was = with(saved.image().txid(), saved.image().length());
            end = new SaveStatus(
                    was.attempt(),
                    State.SAVED,
                    was.online(),
                    was.txid(),
                    was.bytes(),
                    was.expectedBytes(),
                    saved.image().inodeCount(),
                    saved.copies(),
                    was.millis(),
                    null);
            status = end;
        }
        LOG.info(
                "Save of the namespace: image at txid {}, {} inodes, {} bytes, in {} directories, {} ms",
                end.txid(),
                end.inodes(),
                end.bytes(),
                end.copies(),
                end.millis());
        return end;
    }

    private SaveStatus failed(Exception cause) {
        synchronized (lock) {
            SaveStatus was = with(status.txid(), status.bytes());
            status = new SaveStatus(
                    was.attempt(),
                    State.FAILED,
                    was.online(),
                    was.txid(),
                    was.bytes(),
                    was.expectedBytes(),
                    0,
                    0,
                    was.millis(),
                    String.valueOf(cause.getMessage()));
            return status;
        }
    }

    private void progress(long txid, long bytes) {
        synchronized (lock) {
            status = with(txid, bytes);
        }
    }

    /** The status, moved on. Called with the lock held. */
    private SaveStatus with(long txid, long bytes) {
        long millis = (nanoTicker.getAsLong() - beganNanos) / NANOS_PER_MILLI;
        return new SaveStatus(
                status.attempt(),
                status.state(),
                status.online(),
                txid,
                bytes,
                status.expectedBytes(),
                status.inodes(),
                status.copies(),
                millis,
                status.failure());
    }

    /** Adds up what is written in one directory after the other. Confined to the thread of the save. */
    private final class Progress implements NamespaceImages.Watch {
        /** Bytes between two entries in the status. */
        private static final long STEP = 1 << 20;

        private @Nullable StorageDirectory current;
        private long before;
        private long here;
        private long told;

        @Override
        public void written(StorageDirectory directory, long bytes) throws SaveCancelledException {
            if (closing) {
                throw new SaveCancelledException("The save of the namespace is called off: the primary stops");
            }
            if (!directory.equals(current)) {
                before += here;
                current = directory;
            }
            here = bytes;
            if (before + here >= told + STEP) {
                told = before + here;
                progress(status().txid(), told);
            }
        }
    }
}
