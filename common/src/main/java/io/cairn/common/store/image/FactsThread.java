package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.MessageScanner;
import java.io.Closeable;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sums up batches of records beside the thread that walks over the section: what that thread hands over while this one is
 * free, and what it sums up itself otherwise, come to one sum. Two batches go round, so memory is bounded. The walking
 * thread calls all methods; started by the constructor, ended by {@link #close}.
 */
final class FactsThread implements Closeable {
    private final MessageScanner messages;
    private final long lastInodeId;
    private final ImageFacts own;
    private final ImageFacts beside;
    private final BlockingQueue<RecordBatch> filled = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Done> done = new ArrayBlockingQueue<>(1);
    private final Thread thread = new Thread(this::run, "image-facts");

    /** A batch that was summed up, or why that failed. */
    private record Done(RecordBatch batch, @Nullable Throwable failure) {}

    /**
     * @param messages of section INODE, behind the header; walked over by the caller, only asked for places here
     * @param own for the caller's thread
     * @param beside another one of the same image, for this thread
     */
    FactsThread(MessageScanner messages, long lastInodeId, ImageFacts own, ImageFacts beside) {
        this.messages = messages;
        this.lastInodeId = lastInodeId;
        this.own = own;
        this.beside = beside;
        done.add(new Done(new RecordBatch(), null));
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sums up {@code full} on either thread.
     *
     * @return an empty batch
     */
    RecordBatch take(RecordBatch full) throws CorruptImageException, InterruptedIOException {
        Done before = done.poll();
        if (before != null) {
            RecordBatch free = sound(before);
            filled.add(full);
            return free;
        }
        try {
            full.sumUp(own, lastInodeId, messages);
            return full;
        } catch (CorruptImageException e) {
            done.add(new Done(sound(awaitDone()), null)); // what comes first in the file is said first
            throw e;
        }
    }

    /** Sums up the last batch too and adds the sum of both threads to the caller's facts. */
    void finish(RecordBatch last) throws CorruptImageException, InterruptedIOException {
        sound(awaitDone());
        last.sumUp(own, lastInodeId, messages);
        own.addAll(beside);
    }

    private Done awaitDone() throws InterruptedIOException {
        try {
            return done.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the records of an image were summed up");
        }
    }

    private static RecordBatch sound(Done done) throws CorruptImageException {
        if (done.failure instanceof CorruptImageException e) {
            throw e;
        }
        if (done.failure instanceof Error e) {
            throw e;
        }
        if (done.failure != null) {
            throw new IllegalStateException("The records of an image could not be summed up", done.failure);
        }
        return done.batch;
    }

    private void run() {
        try {
            while (true) {
                RecordBatch batch = filled.take();
                Throwable failure = null;
                try {
                    batch.sumUp(beside, lastInodeId, messages);
                } catch (CorruptImageException | RuntimeException | Error e) {
                    failure = e;
                }
                done.put(new Done(batch, failure));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() was called
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
