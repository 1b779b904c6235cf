package io.cairn.common.namespace;

import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import java.util.List;

/** The policies every HDFS namespace has from the start (spec fsimage.md §4), all disabled. */
final class BuiltInErasureCodingPolicies {
    private static final int CELL_BYTES = 1 << 20;

    static final List<EcPolicy> ALL = List.of(
            policy(1, "rs", 6, 3),
            policy(2, "rs", 3, 2),
            policy(3, "rs-legacy", 6, 3),
            policy(4, "xor", 2, 1),
            policy(5, "rs", 10, 4));

    private BuiltInErasureCodingPolicies() {}

    private static EcPolicy policy(int id, String codec, int dataUnits, int parityUnits) {
        EcSchema schema = new EcSchema(codec, dataUnits, parityUnits, CELL_BYTES, List.of());
        return new EcPolicy(id, schema.policyName(), schema, EcPolicyState.DISABLED);
    }
}
