package io.cairn.common.op;

import io.cairn.common.model.CallId;
import java.util.List;

/** OP_CONCAT_DELETE (16): appends the sources' blocks to the target, in order, and removes the sources. Immutable. */
public record ConcatDeleteOp(String target, List<String> sources, long timeMillis, CallId call) implements NamespaceOp {
    public ConcatDeleteOp {
        sources = List.copyOf(sources);
    }
}
