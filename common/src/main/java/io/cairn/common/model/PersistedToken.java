package io.cairn.common.model;

/** A delegation token with the time in milliseconds at which it expires unless renewed. Immutable. */
public record PersistedToken(DelegationToken token, long expiryMillis) {}
