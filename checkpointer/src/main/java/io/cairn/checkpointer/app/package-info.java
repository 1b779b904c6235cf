/**
 * The process: configuration, start, stop, status over HTTP. Nothing imports it but the command line.
 */
@NullMarked
package io.cairn.checkpointer.app;

import org.jspecify.annotations.NullMarked;
