/**
 * When to look whether a checkpoint is due. Asks no wall clock, and uses nothing that does.
 */
@NullMarked
package io.cairn.checkpointer.schedule;

import org.jspecify.annotations.NullMarked;
