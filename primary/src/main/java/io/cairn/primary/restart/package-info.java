/**
 * Brings the namespace back from what the directories hold when a primary starts: chooses the image, goes round damage,
 * repairs from other directories and from the checkpointer, or refuses and says what is missing (spec storage.md §2).
 * Also what an operator does when nothing of that helps: recovery on a copy, and import of a checkpoint. May import
 * {@code replay}, {@code store}, {@code namespace}, {@code layout}, {@code disk}, {@code codec.edits}, {@code transfer},
 * {@code journal} and {@code service}. Start reading at {@link io.cairn.primary.restart.Restart}.
 */
@NullMarked
package io.cairn.primary.restart;

import org.jspecify.annotations.NullMarked;
