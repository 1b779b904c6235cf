package io.cairn.common.model;

/** Identifier of a delegation token. Times in milliseconds since 1970. Immutable. */
public record DelegationToken(
        String owner,
        String renewer,
        String realUser,
        long issueDate,
        long maxDate,
        int sequenceNumber,
        int masterKeyId) {}
