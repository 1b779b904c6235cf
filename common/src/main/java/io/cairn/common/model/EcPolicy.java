package io.cairn.common.model;

/**
 * An erasure-coding policy of the namespace. Immutable.
 *
 * @param id built-in 1 to 5, user defined from 64 (fsimage.md §4)
 */
public record EcPolicy(int id, String name, EcSchema schema, EcPolicyState state) {
    public EcPolicy withState(EcPolicyState newState) {
        return new EcPolicy(id, name, schema, newState);
    }
}
