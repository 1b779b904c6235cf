package io.cairn.common.namespace.apply;

import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AddErasureCodingPolicyOp;
import io.cairn.common.op.DisableErasureCodingPolicyOp;
import io.cairn.common.op.EnableErasureCodingPolicyOp;
import io.cairn.common.op.RemoveErasureCodingPolicyOp;
import io.cairn.common.store.SideTable;
import java.util.Optional;

/** Erasure-coding policies of the namespace. Stateless. */
final class ErasureCodingAppliers {
    private static final int FIRST_USER_ID = 64;

    private ErasureCodingAppliers() {}

    /** A policy of that name may be there already; HDFS logs such an add and does nothing. */
    static void add(AddErasureCodingPolicyOp op, NamespaceTree tree) {
        String name = op.schema().policyName();
        if (find(name, tree).isEmpty()) {
            tree.putEntry(SideTable.EC_POLICIES, new EcPolicy(nextId(tree), name, op.schema(), EcPolicyState.DISABLED));
        }
    }

    static void enable(EnableErasureCodingPolicyOp op, NamespaceTree tree) {
        tree.putEntry(SideTable.EC_POLICIES, existing(op.policyName(), tree).withState(EcPolicyState.ENABLED));
    }

    /** A removed policy stays removed. */
    static void disable(DisableErasureCodingPolicyOp op, NamespaceTree tree) {
        EcPolicy policy = existing(op.policyName(), tree);
        if (policy.state() == EcPolicyState.ENABLED) {
            tree.putEntry(SideTable.EC_POLICIES, policy.withState(EcPolicyState.DISABLED));
        }
    }

    static void remove(RemoveErasureCodingPolicyOp op, NamespaceTree tree) {
        EcPolicy policy = existing(op.policyName(), tree);
        if (policy.id() < FIRST_USER_ID) {
            throw tree.invalid("erasure-coding policy " + policy.name(), "a user-defined one", "a built-in one");
        }
        tree.putEntry(SideTable.EC_POLICIES, policy.withState(EcPolicyState.REMOVED));
    }

    private static int nextId(NamespaceTree tree) {
        int next = FIRST_USER_ID;
        for (EcPolicy policy : tree.entries(SideTable.EC_POLICIES)) {
            next = Math.max(next, policy.id() + 1);
        }
        return next;
    }

    private static EcPolicy existing(String name, NamespaceTree tree) {
        return find(name, tree)
                .orElseThrow(() -> tree.invalid("erasure-coding policy '" + name + "'", "an existing policy", "none"));
    }

    private static Optional<EcPolicy> find(String name, NamespaceTree tree) {
        return tree.entries(SideTable.EC_POLICIES).stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst();
    }
}
