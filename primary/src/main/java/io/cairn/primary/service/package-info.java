/**
 * The primary without a wire: the one writer, readers, safe mode, rolls. May import {@code command}, {@code journal},
 * {@code namespace}, {@code store} and {@code replay}. Start reading at {@link io.cairn.primary.service.NamespaceService}.
 */
@NullMarked
package io.cairn.primary.service;

import org.jspecify.annotations.NullMarked;
