package io.cairn.common.model;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An extended attribute. Immutable; the value array is not copied and must not be changed.
 *
 * @param name without the prefix of its namespace
 * @param value null where a record carries none (an image does not tell null from empty)
 */
public record XAttr(XAttrNamespace namespace, String name, byte @Nullable [] value) {
    /** True if {@code other} names the same attribute, whatever the values. */
    public boolean sameName(XAttr other) {
        return namespace == other.namespace && name.equals(other.name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof XAttr xattr && sameName(xattr) && Arrays.equals(value, xattr.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(namespace, name, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
        return "XAttr[" + namespace + "." + name + "=" + Arrays.toString(value) + "]";
    }
}
