/**
 * Hands a finished image to the primary. May import {@code transfer}, {@code layout}, {@code disk}.
 */
@NullMarked
package io.cairn.checkpointer.upload;

import org.jspecify.annotations.NullMarked;
