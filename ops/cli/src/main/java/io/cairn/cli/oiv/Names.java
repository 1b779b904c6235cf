package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import io.cairn.common.codec.image.StringKind;
import io.cairn.common.codec.image.StringTable;
import java.util.function.UnaryOperator;

/** The strings of an image as bytes ready to be printed; an unknown id prints as {@code null}. Immutable. */
final class Names {
    private static final byte[] NULL = ByteText.bytes("null");

    private final StringTable strings;
    private final byte[][] printed;

    /**
     * Prepares all strings.
     *
     * @param escaping what a view does to a string
     */
    Names(StringTable strings, UnaryOperator<String> escaping) {
        this.strings = strings;
        this.printed = new byte[strings.size()][];
        for (int i = 0; i < printed.length; i++) {
            printed[i] = ByteText.bytes(escaping.apply(strings.valueAt(i)));
        }
    }

    byte[] get(StringKind kind, int id) {
        int index = strings.indexOf(kind, id);
        return index < 0 ? NULL : printed[index];
    }

    byte[] user(long permission) {
        return get(StringKind.USER, (int) (permission >>> 40) & StringTable.ID_MAX);
    }

    byte[] group(long permission) {
        return get(StringKind.GROUP, (int) (permission >>> 16) & StringTable.ID_MAX);
    }
}
