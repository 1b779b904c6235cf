package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.CallId;

/** {@code rpc}: bytes16 client id (16 bytes, or none when unknown), i32 call id (−2 when unknown). Stateless. */
final class CallFields {
    private static final int CLIENT_ID_BYTES = 16;

    private CallFields() {}

    static CallId read(ByteReader body) throws MalformedBytesException {
        int from = body.position();
        byte[] clientId = body.pooledBytes16();
        if (clientId.length != 0 && clientId.length != CLIENT_ID_BYTES) {
            throw new MalformedBytesException(from, "a client id of 0 or 16 bytes", clientId.length + " bytes");
        }
        int callId = body.i32();
        return clientId.length == 0 && callId == CallId.NONE.callId() ? CallId.NONE : new CallId(clientId, callId);
    }

    static void write(CallId call, ByteWriter body) {
        int count = call.clientId().length;
        if (count != 0 && count != CLIENT_ID_BYTES) {
            throw new UnwritableOpException("A client id has 0 or 16 bytes, but here " + count);
        }
        body.bytes16(call.clientId());
        body.i32(call.callId());
    }
}
