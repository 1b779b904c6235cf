/**
 * The one place where bytes meet state: images are loaded, merged and saved, segments are replayed, and recovery is
 * planned from what directories hold. Used by both processes. May import {@code codec}, {@code layout}, {@code disk},
 * {@code namespace}, {@code store}, {@code op}, {@code model} and {@code bytes}. Start reading at {@link
 * io.cairn.common.replay.RecoveryPlan}.
 */
@NullMarked
package io.cairn.common.replay;

import org.jspecify.annotations.NullMarked;
