/** Sizes, times and counts as people read them, the same in every process. Imports nothing of ours. */
@NullMarked
package io.cairn.common.text;

import org.jspecify.annotations.NullMarked;
