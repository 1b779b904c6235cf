/**
 * Asks the primary and brings its image and edits here, verified. May import {@code transfer}, {@code layout}, {@code disk}.
 */
@NullMarked
package io.cairn.checkpointer.fetch;

import org.jspecify.annotations.NullMarked;
