package io.cairn.common.namespace.apply;

import io.cairn.common.model.Counters;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.AllocateBlockIdOp;
import io.cairn.common.op.SetGenstampV1Op;
import io.cairn.common.op.SetGenstampV2Op;

/** The numbers that blocks are made from. Stateless. */
final class BlockNumberAppliers {
    private BlockNumberAppliers() {}

    static void setGenstampV1(SetGenstampV1Op op, NamespaceTree tree) {
        tree.putCounters(tree.counters().withGenstampV1(op.genstamp()));
    }

    /** Only ever rises. */
    static void setGenstampV2(SetGenstampV2Op op, NamespaceTree tree) {
        Counters counters = tree.counters();
        if (op.genstamp() > counters.genstampV2()) {
            tree.putCounters(counters.withGenstampV2(op.genstamp()));
        }
    }

    /** Negative ids are block groups of striped files. */
    static void allocateBlockId(AllocateBlockIdOp op, NamespaceTree tree) {
        Counters counters = tree.counters();
        tree.putCounters(
                op.blockId() < 0
                        ? counters.withLastStripedBlockId(op.blockId())
                        : counters.withLastBlockId(op.blockId()));
    }
}
