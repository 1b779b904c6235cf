package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import java.io.IOException;

/** Takes the content of a segment in order: {@link #start}, each edit, then {@link #end} or {@link #fail}. Single use, one thread. */
interface EditsVisitor {
    /** The layout that the segment's header names. */
    void start(LayoutVersion layout) throws IOException;

    void edit(long txid, EditOp op) throws IOException;

    /** As {@link #edit(long, EditOp)}, with what came with the op; a form without a place for it drops it. */
    default void edit(long txid, EditOp op, Beyond beyond) throws IOException {
        edit(txid, op);
    }

    /** All went well. */
    void end() throws IOException;

    /** Reading failed for the reason {@code message}; leaves what it has in a readable state. */
    void fail(String message) throws IOException;
}
