package io.cairn.primary.service.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The checkpointers that asked this primary since it started, and what they said they hold. Bounded: whoever was silent
 * longest makes room. Thread-safe: one lock.
 */
final class KnownCheckpointers {
    private static final int KNOWN_MAX = 8;

    private final Object lock = new Object();
    /** Guarded by the lock. */
    private final List<Word> words = new ArrayList<>();

    /**
     * What one of them said last. Immutable.
     *
     * @param heldTxid last transaction on its disks, with everything before it; −1 for none
     * @param provenTxid of the newest checkpoint it knows to be proven; −1 for none
     * @param nanos when, by the monotonic clock
     * @param conflict it says that what it holds is not of our history
     * @param heldNothingNanos since when it has been saying that it holds nothing; as {@code nanos} if it holds something
     */
    record Word(String from, long heldTxid, long provenTxid, boolean conflict, long nanos, long heldNothingNanos) {
        Word(String from, long heldTxid, long provenTxid, boolean conflict, long nanos) {
            this(from, heldTxid, provenTxid, conflict, nanos, nanos);
        }

        private Word after(Word earlier) {
            boolean stillNothing = heldTxid < 0 && earlier.heldTxid < 0;
            return stillNothing
                    ? new Word(from, heldTxid, provenTxid, conflict, nanos, earlier.heldNothingNanos)
                    : this;
        }
    }

    void heard(Word said) {
        synchronized (lock) {
            Word word = words.stream()
                    .filter(earlier -> earlier.from().equals(said.from()))
                    .findFirst()
                    .map(said::after)
                    .orElse(said);
            words.removeIf(earlier -> earlier.from().equals(word.from()));
            if (words.size() == KNOWN_MAX) {
                words.remove(0);
            }
            words.add(word);
        }
    }

    /** In the order in which they were heard from. */
    List<Word> all() {
        synchronized (lock) {
            return List.copyOf(words);
        }
    }

    /** Who holds most of what this primary has, or {@code none} if there is nobody. */
    Word best(long lastTxid, Word none) {
        return all().stream()
                .filter(word -> word.heldTxid() <= lastTxid && !word.conflict())
                .max(Comparator.comparingLong(Word::heldTxid).thenComparingLong(Word::nanos))
                .orElse(none);
    }
}
