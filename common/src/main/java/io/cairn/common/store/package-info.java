/**
 * Where a namespace is kept: one interface, one subpackage per backend. May import {@code model} and {@code
 * digest}; a backend also
 * {@code bytes}; backends do not see each other. Start reading at {@link io.cairn.common.store.MetadataStore}.
 */
@NullMarked
package io.cairn.common.store;

import org.jspecify.annotations.NullMarked;
