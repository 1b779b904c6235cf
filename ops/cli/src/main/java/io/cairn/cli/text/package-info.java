/** Output of the viewers: text as bytes, written fast and in fixed memory, and standard output. Imports nothing of ours. */
@NullMarked
package io.cairn.cli.text;

import org.jspecify.annotations.NullMarked;
