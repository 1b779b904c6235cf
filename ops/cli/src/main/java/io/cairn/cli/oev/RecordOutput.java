package io.cairn.cli.oev;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.cairn.common.bytes.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** Writes records one after the other, each with its length as a varint before it. Confined to one thread. */
final class RecordOutput {
    static final int TXID = 1;
    static final int OP_TYPE = 2;
    static final int PATH = 3;
    static final int ATTR = 4;
    static final int KEY = 1;
    static final int VALUE = 2;

    private final ByteSink sink;
    private final Bytes message = new Bytes();
    private final CodedOutputStream out = CodedOutputStream.newInstance(message);
    private final byte[] head = new byte[5];

    RecordOutput(ByteSink sink) {
        this.sink = sink;
    }

    void write(EditRecord record) throws IOException {
        message.reset();
        out.writeInt64(TXID, record.txid());
        out.writeInt32(OP_TYPE, record.opType());
        if (!record.path().isEmpty()) {
            out.writeString(PATH, record.path());
        }
        for (Map.Entry<String, String> entry : record.attr().entrySet()) {
            out.writeTag(ATTR, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(CodedOutputStream.computeStringSize(KEY, entry.getKey())
                    + CodedOutputStream.computeStringSize(VALUE, entry.getValue()));
            out.writeString(KEY, entry.getKey());
            out.writeString(VALUE, entry.getValue());
        }
        out.writeRawBytes(record.unknownFields());
        out.flush();
        CodedOutputStream length = CodedOutputStream.newInstance(head);
        length.writeUInt32NoTag(message.size());
        sink.write(head, 0, length.getTotalBytesWritten());
        sink.write(message.array(), 0, message.size());
    }

    /** Bytes that can be passed on without a copy. Confined to one thread. */
    private static final class Bytes extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }
}
