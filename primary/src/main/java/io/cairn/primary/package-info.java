/** The process that owns the namespace. Start reading at the {@code app} package. */
@NullMarked
package io.cairn.primary;

import org.jspecify.annotations.NullMarked;
