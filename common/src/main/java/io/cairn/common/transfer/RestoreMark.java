package io.cairn.common.transfer;

/**
 * Which restore the directories of a primary come from, in the words of JSON: enough to tell one from another. Immutable.
 *
 * @param at wall clock at which it was decided, ISO 8601, UTC
 * @param txid last transaction restored
 */
public record RestoreMark(String at, long txid) {}
