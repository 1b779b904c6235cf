package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns ops into records and back. The first record of a segment also says the segment's layout, as {@code
 * EDITS_VERSION}. Stateless.
 */
final class RecordCodec {
    /** Elements that name what an op is about, the first one present counts. */
    private static final List<Tag> PATHS = List.of(Tag.PATH, Tag.SRC, Tag.TRG, Tag.SNAPSHOTROOT);

    private RecordCodec() {}

    /**
     * The record of an op.
     *
     * @param beyond what the record that the op came from said beyond it
     */
    static EditRecord record(long txid, EditOp op, Beyond beyond) throws IOException {
        Map<String, String> attr = Attributes.of(op);
        String path = pathOf(attr);
        attr.putAll(beyond.attr());
        return new EditRecord(txid, OpCode.of(op).code(), path, attr, beyond.fields());
    }

    /** The same record, saying the layout of its segment. */
    static EditRecord withLayout(EditRecord record, LayoutVersion layout) {
        Map<String, String> attr = new LinkedHashMap<>(record.attr());
        attr.put(Tag.EDITS_VERSION.name(), layout.toString());
        return new EditRecord(record.txid(), record.opType(), record.path(), attr, record.unknownFields());
    }

    /**
     * What a record was turned into. Immutable.
     *
     * @param beyond what it says that the op has no place for
     */
    record Decoded(EditOp op, Beyond beyond) {}

    /**
     * The op of a record. A producer may leave the path out of the attributes.
     *
     * @throws XmlFormatException if the operation is unknown, or what it needs is missing, malformed or contradicts
     *     itself
     */
    static Decoded decode(EditRecord record) throws IOException {
        OpCode code = OpCode.of((byte) record.opType())
                .filter(known -> known.code() == record.opType() && known.type().isPresent())
                .orElseThrow(() -> new XmlFormatException(
                        "opType: expected one of 0 to 52 but 5 and 6, found " + record.opType()));
        try {
            EditOp op = OpViews.read(code, Attributes.tree(withPath(record)));
            Map<String, String> known = Attributes.of(op);
            checkPath(record, pathOf(known));
            return new Decoded(op, beyond(record, known));
        } catch (IllegalArgumentException | XmlFormatException e) {
            throw new XmlFormatException(code + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, String> withPath(EditRecord record) {
        if (record.path().isEmpty() || !pathOf(record.attr()).isEmpty()) {
            return record.attr();
        }
        Map<String, String> attr = new LinkedHashMap<>(record.attr());
        for (Tag tag : PATHS) {
            attr.put(tag.name(), record.path());
        }
        return attr;
    }

    private static Beyond beyond(EditRecord record, Map<String, String> known) {
        Map<String, String> attr = new LinkedHashMap<>(record.attr());
        attr.keySet().removeAll(known.keySet());
        attr.remove(Tag.EDITS_VERSION.name());
        return attr.isEmpty() && record.unknownFields().isEmpty()
                ? Beyond.NOTHING
                : new Beyond(attr, record.unknownFields());
    }

    private static void checkPath(EditRecord record, String path) throws XmlFormatException {
        if (!record.path().isEmpty() && !record.path().equals(path)) {
            throw new XmlFormatException("path: expected '" + path + "' as in attr, found '" + record.path() + "'");
        }
    }

    private static String pathOf(Map<String, String> attr) {
        for (Tag tag : PATHS) {
            String path = attr.get(tag.name());
            if (path != null) {
                return path;
            }
        }
        return "";
    }
}
