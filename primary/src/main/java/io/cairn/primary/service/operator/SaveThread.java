package io.cairn.primary.service.operator;

import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.primary.service.ImageBoundary;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.Checkpoints;
import io.cairn.primary.service.checkpoint.ImageRoom;
import io.cairn.primary.service.checkpoint.ImageTurn;
import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.service.operator.SaveStatus.State;
import java.io.IOException;
import java.util.List;
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

    private final NamespaceService namespace;
    private final NamespaceImages images;
    private final Checkpoints checkpoints;
    private final CheckpointState state;
    private final ImageTurn turn;
    private final ImageRoom room;
    private final ShutdownWindow window;
    private final LongSupplier nanoTicker;
    private final Object lock = new Object();
    // Guarded by the lock.
    private SaveStatus status = SaveStatus.NONE;
    private long beganNanos;
    private @Nullable Thread thread;

    private volatile boolean closing;

    /**
     * @param turn shared with whoever else makes images
     * @param room shared with them too
     */
    public SaveThread(
            NamespaceService namespace,
            NamespaceImages images,
            Checkpoints checkpoints,
            CheckpointState state,
            ImageTurn turn,
            ImageRoom room,
            ShutdownWindow window,
            LongSupplier nanoTicker) {
        this.namespace = namespace;
        this.images = images;
        this.checkpoints = checkpoints;
        this.state = state;
        this.turn = turn;
        this.room = room;
        this.window = window;
        this.nanoTicker = nanoTicker;
    }

    /** Is told of a save that was not refused, or left out, at first sight. */
    public interface Witness {
        /** It begins. Called on the thread of who asked, before anything is done. */
        void begun();

        /** How it ended, whatever happened to it. Called on the thread of the save. */
        void ended(SaveStatus end);
    }

    /**
     * Begins a save, or says that none is needed.
     *
     * @throws FsException if it is refused: outside safe mode, while another image is being made, without room
     */
    public SaveStatus begin(SaveRequest request, Witness witness) throws FsException, IOException {
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
            int copies = requireRoom(imageBytes);
            witness.begun();
            SaveStatus begun = start(request, imageBytes, copies, held, witness);
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

    /** How many directories will take the image. */
    private int requireRoom(long imageBytes) throws FsException {
        List<StorageDirectory> directories = checkpoints.imageDirectories();
        int roomy = room.of(directories, imageBytes).size();
        if (roomy == 0 && !directories.isEmpty()) {
            throw new FsException(Kind.IO, String.join("; ", room.leftOut()));
        }
        return roomy;
    }

    private SaveStatus start(SaveRequest request, long imageBytes, int copies, ImageTurn.Held held, Witness witness)
            throws FsException {
        synchronized (lock) {
            if (closing) {
                throw new FsException(Kind.RETRIABLE, "The primary is about to stop");
            }
            Thread save = new Thread(() -> witness.ended(run(held, imageBytes)), "cairn-save");
            save.setDaemon(true);
            save.start(); // waits for the lock before it says how far it is
            thread = save;
            beganNanos = nanoTicker.getAsLong();
            status = new SaveStatus(
                    status.attempt() + 1, State.RUNNING, request.online(), -1, 0, imageBytes * copies, 0, 0, 0, null);
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
    private SaveStatus run(ImageTurn.Held held, long imageBytes) {
        NamespaceImages.Saved saved;
        try {
            saved = save(held, imageBytes);
        } catch (IOException | RuntimeException | Error e) {
            SaveStatus end = failed(e);
            LOG.error("The namespace could not be saved; images and edits are as they were", e);
            return end;
        }
        return ended(saved);
    }

    private NamespaceImages.Saved save(ImageTurn.Held held, long imageBytes) throws IOException {
        try (held;
                ImageBoundary boundary = namespace.rollForImage()) {
            progress(boundary.txid(), 0);
            NamespaceImages.Saved saved = images.save(boundary.view(), imageBytes, new Progress());
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

    private SaveStatus failed(Throwable cause) {
        String message = cause.getMessage();
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
                    message == null || cause instanceof Error ? cause.toString() : message);
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
