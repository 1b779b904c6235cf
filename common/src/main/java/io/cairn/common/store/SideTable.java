package io.cairn.common.store;

import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.PersistedToken;
import java.util.List;
import java.util.function.Function;

/**
 * A small table beside the inodes: tokens, cache pools and the like. Few entries, so they are listed whole. Immutable.
 *
 * @param name stable, used by backends as part of their keys
 * @param type class of the entries
 * @param key of an entry; sorts as the entries should be listed (numbers zero-padded)
 */
public record SideTable<V>(String name, Class<V> type, Function<V, String> key) {
    public static final SideTable<DelegationKey> KEYS =
            new SideTable<>("key", DelegationKey.class, key -> number(key.id()));
    public static final SideTable<PersistedToken> TOKENS = new SideTable<>(
            "token", PersistedToken.class, token -> number(token.token().sequenceNumber()));
    public static final SideTable<CachePool> POOLS = new SideTable<>("pool", CachePool.class, CachePool::name);
    public static final SideTable<CacheDirective> DIRECTIVES =
            new SideTable<>("directive", CacheDirective.class, directive -> number(directive.id()));
    public static final SideTable<EcPolicy> EC_POLICIES =
            new SideTable<>("ecpolicy", EcPolicy.class, policy -> number(policy.id()));

    /** Every table a backend must keep. */
    public static final List<SideTable<?>> ALL = List.of(KEYS, TOKENS, POOLS, DIRECTIVES, EC_POLICIES);

    /** The key of a non-negative number, so that text order is number order. */
    public static String number(long value) {
        return String.format("%019d", value);
    }
}
