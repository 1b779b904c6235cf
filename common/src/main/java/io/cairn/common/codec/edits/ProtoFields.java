package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import org.jspecify.annotations.Nullable;

/** The few protobuf forms that occur in op bodies: tags, varints, strings, skipping what is unknown. Stateless. */
final class ProtoFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private ProtoFields() {}

    static int varintTag(int field) {
        return field << 3 | VARINT;
    }

    static int delimitedTag(int field) {
        return field << 3 | DELIMITED;
    }

    /** Reads the length of a message and ends {@code body} with it; returns what {@code body.widen} needs. */
    static int enter(ByteReader body) throws MalformedBytesException {
        return body.narrow(body.varint32());
    }

    static void skip(int tag, ByteReader body) throws MalformedBytesException {
        switch (tag & 7) {
            case VARINT -> body.varint64();
            case FIXED64 -> body.skip(8);
            case DELIMITED -> body.skip(body.varint32());
            case FIXED32 -> body.skip(4);
            default -> throw new MalformedBytesException(body.position(), "a protobuf field", "wire type " + (tag & 7));
        }
    }

    /** A value of an enumeration, checked against the number of constants. */
    static int enumOrdinal(ByteReader body, int constants, String what) throws MalformedBytesException {
        int from = body.position();
        int ordinal = body.varint32();
        if (ordinal < 0 || ordinal >= constants) {
            throw new MalformedBytesException(from, what + " 0 to " + (constants - 1), Integer.toString(ordinal));
        }
        return ordinal;
    }

    static <T> T required(@Nullable T value, ByteReader body, String what) throws MalformedBytesException {
        if (value == null) {
            throw new MalformedBytesException(body.position(), what, "none");
        }
        return value;
    }

    static void writeVarint(int field, int value, ByteWriter out) {
        out.varint32(varintTag(field));
        out.varint32(value);
    }

    static void writeString(int field, String text, ByteWriter out) {
        out.varint32(delimitedTag(field));
        int lengthAt = out.position();
        out.utf8(text);
        prefixLength(lengthAt, out);
    }

    static void writeBytes(int field, byte[] bytes, ByteWriter out) {
        out.varint32(delimitedTag(field));
        out.varint32(bytes.length);
        out.bytes(bytes);
    }

    /** Puts the length of everything from {@code position} on before it, as a varint. */
    static void prefixLength(int position, ByteWriter out) {
        out.insertVarint32(position, out.position() - position);
    }
}
