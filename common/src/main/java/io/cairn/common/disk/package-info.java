/**
 * The one seam through which all files are touched, so that tests can crash, tear, fill and corrupt. May use
 * {@code bytes}. Start reading at {@link io.cairn.common.disk.Disk}.
 */
@NullMarked
package io.cairn.common.disk;

import org.jspecify.annotations.NullMarked;
