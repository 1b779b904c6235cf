/**
 * {@code cairn oev}: shows edits segments as XML or counts, and makes segments from XML, with the flags and the output of
 * HDFS's tool of that name. Streams in fixed memory. Start reading at {@link io.cairn.cli.oev.OevCommand}.
 */
@NullMarked
package io.cairn.cli.oev;

import org.jspecify.annotations.NullMarked;
