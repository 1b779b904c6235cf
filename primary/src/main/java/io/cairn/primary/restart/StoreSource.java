package io.cairn.primary.restart;

import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.heap.HeapStore;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the store comes from that is to serve. What cannot be read or written here is a {@link
 * io.cairn.common.store.StoreException}. Confined to the thread that starts the primary.
 */
public interface StoreSource {
    /**
     * A store that a former run left, if it may be gone on from: whole, of our namespace, with the past
     * of our directories, not beyond {@code lastTxid}.
     *
     * @param lastTxid the last transaction there is
     */
    Optional<MetadataStore> present(long lastTxid);

    /** An empty store to be filled. One that was made before and not {@link #keep kept} must be closed. */
    MetadataStore empty();

    /**
     * Makes a store that was filled to the end the one that serves, in place of any other. Only now may what a former
     * run left be removed.
     *
     * @param store from {@link #empty} or {@link #present}; not to be used any more
     * @return the same content
     */
    MetadataStore keep(MetadataStore store);

    /** Has the store that is kept carry the name of the start that goes on; durable on return. */
    void begin(String start) throws IOException;

    /** Stores on the heap: there is never one from before. */
    static StoreSource heap() {
        return new StoreSource() {
            @Override
            public Optional<MetadataStore> present(long lastTxid) {
                return Optional.empty();
            }

            @Override
            public MetadataStore empty() {
                return new HeapStore();
            }

            @Override
            public MetadataStore keep(MetadataStore store) {
                return store;
            }

            @Override
            public void begin(String start) {}
        };
    }
}
