package io.cairn.primary.command;

import io.cairn.common.store.StoreView;

/**
 * What a command decides by. Confined to the writer thread.
 *
 * @param view the namespace with everything applied that was decided before
 * @param rules limits and defaults
 * @param ledger child counts and quota usage
 * @param lastInodeId the highest inode id ever used, by what was decided before
 * @param nowMillis the time that ops carry, milliseconds since 1970
 */
public record CommandContext(StoreView view, NamespaceRules rules, Ledger ledger, long lastInodeId, long nowMillis) {}
