/**
 * {@code cairn oev}: shows edits segments as XML, portable records or counts, and makes segments from XML and records, with
 * the flags and the output of HDFS's tool of that name. Streams in fixed memory. Start reading at {@link
 * io.cairn.cli.oev.OevCommand}; how an op becomes elements is in {@link io.cairn.cli.oev.OpViews}.
 */
@NullMarked
package io.cairn.cli.oev;

import org.jspecify.annotations.NullMarked;
