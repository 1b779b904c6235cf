/**
 * One record per kind of edit-log entry: what changed, without how it is written or applied. May import {@code model}.
 * Start reading at {@link io.cairn.common.op.EditOp}.
 */
@NullMarked
package io.cairn.common.op;

import org.jspecify.annotations.NullMarked;
