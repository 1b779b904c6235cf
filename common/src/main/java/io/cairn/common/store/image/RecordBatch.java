package io.cairn.common.store.image;

import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.MessageScanner;
import java.util.Arrays;

/**
 * Copies of some INode messages that follow each other, for a thread that does not walk over the section itself. Takes
 * {@value #BYTES} bytes, or one message that is longer. Handed over, never shared.
 */
final class RecordBatch {
    private static final int BYTES = 256 << 10;
    private static final int RECORDS = BYTES / 32;

    private byte[] bytes = new byte[BYTES];
    private final int[] ends = new int[RECORDS];
    private final long[] positions = new long[RECORDS];
    private int count;

    /** Copies the scanner's present message; false, and nothing is done, if it has to wait for an empty batch. */
    boolean add(MessageScanner messages) {
        int length = messages.end() - messages.start();
        int start = start(count);
        if (count == RECORDS || (count > 0 && length > BYTES - start)) {
            return false;
        }
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        System.arraycopy(messages.buffer(), messages.start(), bytes, start, length);
        positions[count] = messages.position();
        ends[count++] = start + length;
        return true;
    }

    /** Adds what the messages say to {@code facts}, and is empty afterwards. */
    void sumUp(ImageFacts facts, long lastInodeId, MessageScanner origin) throws CorruptImageException {
        for (int i = 0; i < count; i++) {
            try {
                facts.look(bytes, start(i), ends[i]);
                ImageScan.requireId(facts.id(), lastInodeId);
                facts.add();
            } catch (CorruptImageException e) {
                throw origin.located(e, positions[i]);
            }
        }
        count = 0;
        if (bytes.length > BYTES) {
            bytes = Arrays.copyOf(bytes, BYTES);
        }
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }
}
