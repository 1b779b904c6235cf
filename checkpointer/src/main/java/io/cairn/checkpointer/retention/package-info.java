/**
 * What the checkpointer keeps, and how the rest goes. May import {@code layout}, {@code disk}.
 */
@NullMarked
package io.cairn.checkpointer.retention;

import org.jspecify.annotations.NullMarked;
