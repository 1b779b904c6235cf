/**
 * When to look whether a checkpoint is due. The only package that imports Quartz.
 */
@NullMarked
package io.cairn.checkpointer.schedule;

import org.jspecify.annotations.NullMarked;
