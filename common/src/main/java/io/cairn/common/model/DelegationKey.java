package io.cairn.common.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Master key of delegation tokens. Immutable; the array is not copied. Secret: never printed by {@link #toString}. */
public record DelegationKey(int id, long expiryMillis, byte @Nullable [] key) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DelegationKey that
                && id == that.id
                && expiryMillis == that.expiryMillis
                && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return 31 * id + Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "DelegationKey[" + id + ", expires " + expiryMillis + "]";
    }
}
