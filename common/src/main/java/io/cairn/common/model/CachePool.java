package io.cairn.common.model;

import org.jspecify.annotations.Nullable;

/**
 * A cache pool, or in a modify op only the fields that change (null: absent). Immutable.
 *
 * @param limit bytes
 */
public record CachePool(
        String name,
        @Nullable String owner,
        @Nullable String group,
        @Nullable Integer mode,
        @Nullable Long limit,
        @Nullable Long maxRelativeExpiryMillis,
        @Nullable Integer defaultReplication) {}
