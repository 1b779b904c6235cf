package io.cairn.primary.journal;

import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;

/**
 * Watches a journal, for alarms and metrics. Called on the journal thread with no lock held; must return soon and must
 * not throw.
 */
public interface JournalListener {
    /** Watches nothing. */
    JournalListener NONE = new JournalListener() {};

    /** A directory went out of service; {@code remaining} edits directories are left. */
    default void directoryFailed(StorageDirectory directory, Throwable cause, int remaining) {}

    /** A batch was written and forced. */
    default void forced(int edits, int bytes, long nanos) {}

    /** A segment was finalised and the next one opened. */
    default void rolled(TxRange segment, long nanos) {}
}
