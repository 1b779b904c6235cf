/** What all servlets share: JSON text, and the start-up that requests must wait for. Imports nothing of ours but service. */
@NullMarked
package io.cairn.primary.wire.http;

import org.jspecify.annotations.NullMarked;
