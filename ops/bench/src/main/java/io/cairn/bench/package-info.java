/** Measurements beside the peer. Nothing imports it. */
@NullMarked
package io.cairn.bench;

import org.jspecify.annotations.NullMarked;
