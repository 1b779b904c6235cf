package io.cairn.cli.oev;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One edit in portable form: the protobuf message {@code EditLog}. Immutable.
 *
 * <table>
 * <caption>Fields, all optional as in proto3</caption>
 * <tr><td>1</td><td>int64 txId</td></tr>
 * <tr><td>2</td><td>int32 opType: the opcode, 0 to 52</td></tr>
 * <tr><td>3</td><td>string path: what the op is mainly about; empty if it is about no path</td></tr>
 * <tr><td>4</td><td>map&lt;string, string&gt; attr: every field of the op, see {@link Attributes}</td></tr>
 * </table>
 *
 * @param attr in the order in which the entries stand in the message
 * @param unknownFields fields of other numbers, as they stand in the message
 */
record EditRecord(long txid, int opType, String path, Map<String, String> attr, ByteString unknownFields) {
    EditRecord {
        attr = Collections.unmodifiableMap(new LinkedHashMap<>(attr));
    }

    /** True if it says nothing but which edit it is about. */
    boolean isBare() {
        return attr.isEmpty() && unknownFields.isEmpty();
    }
}
