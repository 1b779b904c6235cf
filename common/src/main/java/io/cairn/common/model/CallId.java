package io.cairn.common.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which RPC caused an op, so that a retried call could be recognised. Immutable; the array is not copied.
 *
 * @param clientId 16 bytes, or none when unknown
 * @param callId −2 when unknown
 */
public record CallId(byte[] clientId, int callId) {
    public static final CallId NONE = new CallId(new byte[0], -2);

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallId call && callId == call.callId && Arrays.equals(clientId, call.clientId);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(clientId) + callId;
    }

    @Override
    public String toString() {
        return "CallId[" + Arrays.toString(clientId) + ", " + callId + "]";
    }
}
