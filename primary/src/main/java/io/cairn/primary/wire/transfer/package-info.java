/**
 * The checkpoint protocol over HTTP (design.md §4, spec storage.md §6). May import {@code service} and {@code
 * common.transfer}. Start reading at {@link io.cairn.primary.wire.transfer.CheckpointServlet}.
 */
@NullMarked
package io.cairn.primary.wire.transfer;

import org.jspecify.annotations.NullMarked;
