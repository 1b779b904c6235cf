package io.cairn.common.restore;

import io.cairn.common.model.TxRange;

/**
 * Transactions that a source has but cannot hand over: the end of an unfinished segment, behind damage. Immutable.
 *
 * @param range from the first that cannot be read to the last that is intact behind the damage
 * @param trouble which file is damaged, where and how
 */
public record DamagedTail(TxRange range, String trouble) {}
