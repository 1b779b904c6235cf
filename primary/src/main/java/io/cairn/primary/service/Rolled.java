package io.cairn.primary.service;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.primary.journal.RollResult;

/**
 * What a roll did. Immutable.
 *
 * @param segments both durable
 * @param digest of the namespace at the last transaction of the segment that was finalised
 */
public record Rolled(RollResult segments, NamespaceDigest digest) {}
