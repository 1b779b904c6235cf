package io.cairn.cli.oev;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordOutput} writes, or any other program's delimited {@code EditLog} messages. Memory is taken for
 * one message at a time, and only as its bytes arrive. Confined to one thread.
 */
final class RecordInput implements Closeable {
    /** Longer ones are taken for damage: the largest op has 50 MiB, and hexadecimal digits double that. */
    private static final int MESSAGE_BYTES_MAX = 256 << 20;

    private static final int LENGTH_BYTES_MAX = 5;

    private final String name;
    private final InputStream in;
    private long position;
    private long start;

    /** @param name of the file, for errors */
    RecordInput(String name, InputStream in) {
        this.name = name;
        this.in = new BufferedInputStream(in, 1 << 17);
    }

    /**
     * The next record, or null at the end.
     *
     * @throws XmlFormatException naming file and offset if there is no whole record
     */
    @Nullable
    EditRecord next() throws IOException {
        start = position;
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = length(first);
        byte[] message = in.readNBytes(length);
        position += message.length;
        if (message.length < length) {
            throw wrong("a record of " + length + " bytes", "the end of the file after " + message.length);
        }
        try {
            return record(message);
        } catch (InvalidProtocolBufferException e) {
            throw new XmlFormatException(
                    name + ": offset " + start + ": expected an EditLog message, found: " + e.getMessage(), e);
        }
    }

    /** Where the next record starts. */
    long position() {
        return position;
    }

    /** An error about the last record. */
    XmlFormatException wrong(String expected, String found) {
        return new XmlFormatException(name + ": offset " + start + ": expected " + expected + ", found " + found);
    }

    /** The given error with the place of the last record. */
    XmlFormatException located(EditRecord record, XmlFormatException error) {
        return new XmlFormatException(
                name + ": offset " + start + ", txid " + record.txid() + ": " + error.getMessage(), error);
    }

    private int length(int first) throws IOException {
        long value = 0;
        int next = first;
        for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
            position++;
            value |= (long) (next & 0x7F) << (7 * i);
            if (next < 0x80) {
                if (value > MESSAGE_BYTES_MAX) {
                    break;
                }
                return (int) value;
            }
            next = in.read();
            if (next < 0) {
                throw wrong("the length of a record", "the end of the file");
            }
        }
        throw wrong("a record of at most " + MESSAGE_BYTES_MAX + " bytes", "a length of " + value);
    }

    private static EditRecord record(byte[] message) throws IOException {
        CodedInputStream fields = CodedInputStream.newInstance(message);
        UnknownFieldSet.Builder unknown = UnknownFieldSet.newBuilder();
        long txid = 0;
        int opType = 0;
        String path = "";
        Map<String, String> attr = new LinkedHashMap<>();
        for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
            switch (tag) {
                case RecordOutput.TXID << 3 | WireFormat.WIRETYPE_VARINT -> txid = fields.readInt64();
                case RecordOutput.OP_TYPE << 3 | WireFormat.WIRETYPE_VARINT -> opType = fields.readInt32();
                case RecordOutput.PATH << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    path = fields.readStringRequireUtf8();
                case RecordOutput.ATTR << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> entry(fields, attr);
                default -> {
                    if (!unknown.mergeFieldFrom(tag, fields)) {
                        throw new InvalidProtocolBufferException("a group ends that was not begun");
                    }
                }
            }
        }
        return new EditRecord(txid, opType, path, attr, unknown.build().toByteString());
    }

    private static void entry(CodedInputStream fields, Map<String, String> attr) throws IOException {
        int limit = fields.pushLimit(fields.readRawVarint32());
        String key = "";
        String value = "";
        for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
            switch (tag) {
                case RecordOutput.KEY << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    key = fields.readStringRequireUtf8();
                case RecordOutput.VALUE << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    value = fields.readStringRequireUtf8();
                default -> fields.skipField(tag);
            }
        }
        fields.popLimit(limit);
        attr.put(key, value);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
