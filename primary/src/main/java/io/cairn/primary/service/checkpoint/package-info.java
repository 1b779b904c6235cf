/**
 * The primary's side of a checkpoint: which files it has, what it hands out and what it takes back. May import {@code
 * layout}, {@code disk}, {@code codec.image} and {@code transfer}. Start reading at {@link
 * io.cairn.primary.service.checkpoint.Checkpoints}.
 */
@NullMarked
package io.cairn.primary.service.checkpoint;

import org.jspecify.annotations.NullMarked;
