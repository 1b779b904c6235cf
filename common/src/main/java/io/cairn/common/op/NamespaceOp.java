package io.cairn.common.op;

/** Changes of the tree: paths come, go or move. */
public sealed interface NamespaceOp extends EditOp
        permits AddOp, CloseOp, AppendOp, MkdirOp, SymlinkOp, DeleteOp, RenameOldOp, RenameOp, ConcatDeleteOp {}
