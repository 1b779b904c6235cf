package io.cairn.common.restore;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the primary was when somebody last looked. Immutable.
 *
 * @param txid its last transaction then; it may have gone on
 * @param at wall clock of that look, if known; for display
 */
public record LastSeen(long txid, Optional<Instant> at) {}
