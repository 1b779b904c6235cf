/**
 * Flat configuration keys as operators of HDFS know them: read, checked, and refused all at once with what is allowed.
 * Imports nothing of ours. Start reading at {@link io.cairn.common.config.Settings}.
 */
@NullMarked
package io.cairn.common.config;

import org.jspecify.annotations.NullMarked;
