/**
 * Getting a primary's directories back: from a checkpointer, a directory or an archive, to the newest transaction or to an
 * earlier one. What comes is proven before anything of the old is touched, and the old is moved aside, never deleted. May
 * import {@code archive}, {@code replay}, {@code codec.edits}, {@code codec.image}, {@code layout}, {@code disk}, {@code
 * digest}, {@code store.image}, {@code op} and {@code bytes}. Start reading at {@link io.cairn.common.restore.Restore};
 * {@link io.cairn.common.restore.Switchover} says what a crash leaves.
 */
@NullMarked
package io.cairn.common.restore;

import org.jspecify.annotations.NullMarked;
