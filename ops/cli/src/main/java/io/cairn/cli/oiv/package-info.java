/**
 * Offline image viewer: what Hadoop's {@code hdfs oiv} prints of an fsimage, byte for byte, in fixed memory. May import
 * {@code common.codec.image}, {@code common.disk}, {@code common.bytes}, {@code common.model} and {@code cli.text}. Start
 * reading at {@link io.cairn.cli.oiv.OivCommand}.
 */
@NullMarked
package io.cairn.cli.oiv;

import org.jspecify.annotations.NullMarked;
