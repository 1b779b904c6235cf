/**
 * The edit log in HDFS's binary form: frames, one codec per op, streaming reader and writer, and a scan that finds where a
 * segment ends. May import {@code bytes}, {@code op} and {@code model}. Start reading at
 * {@link io.cairn.common.codec.edits.EditsFormat}.
 */
@NullMarked
package io.cairn.common.codec.edits;

import org.jspecify.annotations.NullMarked;
