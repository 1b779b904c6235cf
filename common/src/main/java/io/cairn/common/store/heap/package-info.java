/**
 * The {@code memory} backend: the whole namespace as objects on the heap. For tests and small namespaces. May import
 * {@code store} and {@code model}. Start reading at {@link io.cairn.common.store.heap.HeapStore}.
 */
@NullMarked
package io.cairn.common.store.heap;

import org.jspecify.annotations.NullMarked;
