/** The {@code cairn} command: starts the processes and serves the operator. Nothing imports it. */
@NullMarked
package io.cairn.cli;

import org.jspecify.annotations.NullMarked;
