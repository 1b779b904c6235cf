package io.cairn.cli.oev;

import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The view of each op. Immutable, thread-safe. */
final class OpViews {
    private static final Map<Class<? extends EditOp>, OpView<?>> BY_TYPE = table();

    private OpViews() {}

    /** Writes what stands within DATA after TXID. */
    static void write(EditOp op, Elements xml) throws IOException {
        write(of(op.getClass()), op, xml);
    }

    /**
     * Makes an op of a DATA element.
     *
     * @throws XmlFormatException also if {@code opCode} stands for no op
     */
    static EditOp read(OpCode opCode, XmlRecord data) throws XmlFormatException {
        Optional<Class<? extends EditOp>> type = opCode.type();
        if (type.isEmpty()) {
            throw new XmlFormatException(opCode + " is obsolete and cannot be written");
        }
        return of(type.get()).in().read(data);
    }

    /** True if there is a view for ops of this type; a test asks it of all. */
    static boolean covers(Class<? extends EditOp> type) {
        return BY_TYPE.containsKey(type);
    }

    private static OpView<?> of(Class<? extends EditOp> type) {
        OpView<?> view = BY_TYPE.get(type);
        if (view == null) {
            throw new IllegalStateException("No view for " + type);
        }
        return view;
    }

    @SuppressWarnings("unchecked") // the table pairs each view with the type it is asked for
    private static <T extends EditOp> void write(OpView<T> view, EditOp op, Elements xml) throws IOException {
        view.out().write((T) op, xml);
    }

    private static Map<Class<? extends EditOp>, OpView<?>> table() {
        Table table = new Table();
        NamespaceViews.addTo(table);
        BlockViews.addTo(table);
        AttributeViews.addTo(table);
        SnapshotViews.addTo(table);
        TokenViews.addTo(table);
        CacheViews.addTo(table);
        ErasureCodingViews.addTo(table);
        LogViews.addTo(table);
        return Map.copyOf(table.views);
    }

    /** Takes views while the table is built. Single use, one thread. */
    static final class Table {
        private final Map<Class<? extends EditOp>, OpView<?>> views = new HashMap<>();

        <T extends EditOp> void add(Class<T> type, OpView.Out<T> out, OpView.In<T> in) {
            views.put(type, new OpView<>(out, in));
        }
    }
}
