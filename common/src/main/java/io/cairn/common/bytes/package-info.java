/**
 * Bytes without meaning: sources, sinks, fixed and variable-length numbers, checksums. Knows no file names and no ops.
 * Imports nothing of ours.
 */
@NullMarked
package io.cairn.common.bytes;

import org.jspecify.annotations.NullMarked;
