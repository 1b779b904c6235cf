/** What every package may use. Imports nothing of ours. */
@NullMarked
package io.cairn.common.base;

import org.jspecify.annotations.NullMarked;
