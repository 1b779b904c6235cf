package io.cairn.primary.restart;

import io.cairn.common.digest.NamespaceDigest;
import java.util.Collections;
import java.util.SortedMap;

/**
 * What earlier runs noted of the namespace at some transactions, for the comparison with what a start brings back.
 * Confined to the thread that starts the primary.
 */
public interface RecordedDigests {
    /** Nothing was noted. */
    RecordedDigests NONE = new RecordedDigests() {
        @Override
        public SortedMap<Long, NamespaceDigest> all() {
            return Collections.emptySortedMap();
        }

        @Override
        public void forget() {}
    };

    /** The notes by txid, as of now. */
    SortedMap<Long, NamespaceDigest> all();

    /** Drops all notes: a sound image and the edits behind it lead elsewhere. */
    void forget();
}
