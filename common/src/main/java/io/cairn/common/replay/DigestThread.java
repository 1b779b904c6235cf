package io.cairn.common.replay;

import io.cairn.common.bytes.Checksums;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Computes an MD5 beside the thread that produces the bytes. Buffers go round: filled ones are handed over in order,
 * digested ones come back to be filled again; when all are under way the producer waits, so memory is bounded. The
 * producer calls all methods; started by the constructor, ended by {@link #finish} or {@link #stop}.
 */
final class DigestThread {
    static final int BUFFER_BYTES = 1 << 20;

    private static final int BUFFERS = 4;
    private static final Portion END = new Portion(new byte[0], -1);

    private final BlockingQueue<Portion> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
    private final MessageDigest md5 = Checksums.md5();
    private final Thread thread = new Thread(this::run, "image-digest");

    /** A negative count ends. */
    private record Portion(byte[] bytes, int count) {}

    DigestThread() {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(new byte[BUFFER_BYTES]);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** A buffer to fill; waits until one is free. */
    byte[] takeBuffer() throws InterruptedException {
        return free.take();
    }

    /** Hands over the first {@code count} bytes; the producer may go on reading the buffer until it takes the next. */
    void digest(byte[] buffer, int count) throws InterruptedException {
        filled.put(new Portion(buffer, count));
    }

    /** Waits for all that was handed over. */
    byte[] finish() throws InterruptedException {
        filled.put(END);
        thread.join();
        return md5.digest();
    }

    /** Gives up; the thread ends soon. Does nothing after {@link #finish}. */
    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            for (Portion portion = filled.take(); portion.count >= 0; portion = filled.take()) {
                md5.update(portion.bytes, 0, portion.count);
                free.put(portion.bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stop() was called; nobody will ask for the digest
        }
    }
}
