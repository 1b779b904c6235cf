package io.cairn.common.store.heap;

import io.cairn.common.store.MetadataStore;
import io.cairn.common.testkit.MetadataStoreContract;

final class HeapStoreTest extends MetadataStoreContract {
    @Override
    protected MetadataStore newStore() {
        return new HeapStore();
    }
}
