package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.LayoutVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ecpolicy}: ustr codec, i32 data units, i32 parity units, i32 cell size, i32 n, n times ustr key, ustr value.
 * Everything about erasure coding exists since layout −64. Stateless.
 */
final class EcSchemaFields {
    private static final int INTRODUCED = -64;
    private static final int OPTION_BYTES_MIN = 4;

    private EcSchemaFields() {}

    static EcSchema read(ByteReader body) throws MalformedBytesException {
        return new EcSchema(body.ustr(), body.i32(), body.i32(), body.i32(), readOptions(body));
    }

    static void write(EcSchema schema, ByteWriter body) {
        body.ustr(schema.codec());
        body.i32(schema.dataUnits());
        body.i32(schema.parityUnits());
        body.i32(schema.cellSize());
        body.i32(schema.extraOptions().size());
        for (Map.Entry<String, String> option : schema.extraOptions()) {
            body.ustr(option.getKey());
            body.ustr(option.getValue());
        }
    }

    static void requireIn(LayoutVersion layout) {
        if (!layout.hasErasureCoding()) {
            throw UnwritableOpException.needs("Erasure coding", INTRODUCED, layout);
        }
    }

    private static List<Map.Entry<String, String>> readOptions(ByteReader body) throws MalformedBytesException {
        int count = body.checkedCount(body.i32(), OPTION_BYTES_MIN, "options");
        List<Map.Entry<String, String>> options = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            options.add(Map.entry(body.ustr(), body.ustr()));
        }
        return options;
    }
}
