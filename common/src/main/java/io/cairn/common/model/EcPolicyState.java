package io.cairn.common.model;

/** State of an erasure-coding policy. Image numbers: ordinal + 1. */
public enum EcPolicyState {
    DISABLED,
    ENABLED,
    REMOVED
}
