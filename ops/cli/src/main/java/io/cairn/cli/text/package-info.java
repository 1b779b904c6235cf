/** Text as bytes, written fast and in fixed memory: what the viewers share. Imports nothing of ours. */
@NullMarked
package io.cairn.cli.text;

import org.jspecify.annotations.NullMarked;
