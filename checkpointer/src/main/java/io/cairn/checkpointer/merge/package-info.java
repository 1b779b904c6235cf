/**
 * Turns an image and the edits that lead on into the next image. May import {@code replay}, which does the work.
 */
@NullMarked
package io.cairn.checkpointer.merge;

import org.jspecify.annotations.NullMarked;
