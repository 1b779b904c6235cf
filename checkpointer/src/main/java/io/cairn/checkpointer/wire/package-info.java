/**
 * What others fetch from the checkpointer, at the same addresses and in the same forms as from the primary: images,
 * segments, how far it has come. May import {@code run}, {@code transfer}, {@code layout}, {@code audit}; Jakarta's
 * servlet types and Jackson stay here. Start reading at {@link io.cairn.checkpointer.wire.CheckpointServlet}.
 */
@NullMarked
package io.cairn.checkpointer.wire;

import org.jspecify.annotations.NullMarked;
