package io.cairn.common.model;

import org.jspecify.annotations.Nullable;

/**
 * A cache directive, or in a modify op only the fields that change (null: absent). Immutable.
 *
 * @param expiryMillis absolute time
 */
public record CacheDirective(
        long id,
        @Nullable String path,
        @Nullable Integer replication,
        @Nullable String pool,
        @Nullable Long expiryMillis) {}
