package io.cairn.cli.oev;

import com.google.protobuf.ByteString;
import java.util.Map;

/**
 * What a record says that its op has no place for: attributes and fields of a program that knows more than this one. Kept
 * and given back, never looked at. Immutable.
 *
 * @param attr attributes under names that the op does not have
 * @param fields protobuf fields of unknown numbers, as they stood
 */
record Beyond(Map<String, String> attr, ByteString fields) {
    static final Beyond NOTHING = new Beyond(Map.of(), ByteString.EMPTY);

    boolean isNothing() {
        return attr.isEmpty() && fields.isEmpty();
    }
}
