package io.cairn.common.op;

import io.cairn.common.model.CallId;
import java.util.List;

/** OP_RENAME (15): moves, with options; a violation is an error. Immutable. */
public record RenameOp(String src, String dst, long timeMillis, List<RenameOption> options, CallId call)
        implements NamespaceOp {
    public RenameOp {
        options = List.copyOf(options);
    }
}
