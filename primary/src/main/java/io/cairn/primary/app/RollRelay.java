package io.cairn.primary.app;

import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.primary.journal.JournalListener;

/** Tells those of a roll who exist only after the journal. Thread-safe: one volatile field. */
final class RollRelay implements JournalListener {
    private final JournalListener listener;
    private volatile Runnable begun = () -> {};

    /** @param listener is told everything */
    RollRelay(JournalListener listener) {
        this.listener = listener;
    }

    /** Has {@code begun}, which must return soon, run whenever a segment was begun. */
    void tell(Runnable begun) {
        this.begun = begun;
    }

    @Override
    public void directoryFailed(StorageDirectory directory, Throwable cause, int remaining) {
        listener.directoryFailed(directory, cause, remaining);
    }

    @Override
    public void forced(int edits, int bytes, long nanos) {
        listener.forced(edits, bytes, nanos);
    }

    @Override
    public void rolled(TxRange segment, long nanos) {
        listener.rolled(segment, nanos);
        begun.run();
    }
}
