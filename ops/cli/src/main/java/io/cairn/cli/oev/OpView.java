package io.cairn.cli.oev;

import io.cairn.common.op.EditOp;
import java.io.IOException;

/**
 * How one kind of op stands in XML, in both directions: the elements within DATA after TXID. Stateless.
 *
 * @param out writes the elements, in Hadoop's order
 * @param in reads them, in any order
 */
record OpView<T extends EditOp>(Out<T> out, In<T> in) {
    /** Writes an op's elements. */
    interface Out<T> {
        void write(T op, Elements xml) throws IOException;
    }

    /** Makes an op of its elements. */
    interface In<T> {
        T read(XmlRecord data) throws XmlFormatException;
    }
}
