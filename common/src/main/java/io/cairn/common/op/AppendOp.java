package io.cairn.common.op;

import io.cairn.common.model.CallId;

/** OP_APPEND (47): opens a closed file for writing at its end. Immutable. */
public record AppendOp(String path, String clientName, String clientMachine, boolean newBlock, CallId call)
        implements NamespaceOp {}
