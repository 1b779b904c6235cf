package io.cairn.common.op;

/** OP_TIMES (13): milliseconds; −1 is left as it is. Immutable. */
public record TimesOp(String path, long mtimeMillis, long atimeMillis) implements AttributeOp {}
