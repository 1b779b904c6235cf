/** The process that makes checkpoints. Start reading at the {@code app} package. */
@NullMarked
package io.cairn.checkpointer;

import org.jspecify.annotations.NullMarked;
