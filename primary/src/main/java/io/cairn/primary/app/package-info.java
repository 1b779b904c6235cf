/**
 * The primary as a process: configuration, start and stop, health and metrics. May import anything below. Start reading
 * at {@link io.cairn.primary.app.Primary}.
 */
@NullMarked
package io.cairn.primary.app;

import org.jspecify.annotations.NullMarked;
