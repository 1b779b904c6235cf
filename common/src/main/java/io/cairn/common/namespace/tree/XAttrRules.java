package io.cairn.common.namespace.tree;

import io.cairn.common.model.XAttr;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which an inode keeps its extended attributes, so that a saved image equals HDFS's. Stateless.
 *
 * <p>New ones come first, the others keep their order; values of more than 1024 bytes stand behind all shorter ones, as
 * HDFS 3.x keeps those apart in memory (checked against Hadoop 3.5.0). A missing value is an empty one.
 */
public final class XAttrRules {
    private static final int SHORT_VALUE_BYTES_MAX = 1024;

    private XAttrRules() {}

    /** {@code present} with each of {@code changes} added, or in place of the one of its name. */
    public static List<XAttr> set(List<XAttr> present, List<XAttr> changes) {
        List<XAttr> all = new ArrayList<>(present.size() + changes.size());
        all.addAll(changes);
        for (XAttr old : present) {
            if (!names(changes, old)) {
                all.add(old);
            }
        }
        return stored(all);
    }

    /** {@code present} without those that {@code names} names, whatever their values. */
    public static List<XAttr> remove(List<XAttr> present, List<XAttr> names) {
        List<XAttr> kept = new ArrayList<>(present.size());
        for (XAttr old : present) {
            if (!names(names, old)) {
                kept.add(old);
            }
        }
        return stored(kept);
    }

    private static boolean names(List<XAttr> names, XAttr xattr) {
        for (XAttr name : names) {
            if (name.sameName(xattr)) {
                return true;
            }
        }
        return false;
    }

    private static List<XAttr> stored(List<XAttr> xattrs) {
        List<XAttr> ordered = new ArrayList<>(xattrs.size());
        List<XAttr> large = new ArrayList<>();
        for (XAttr xattr : xattrs) {
            byte[] value = xattr.value();
            if (value == null) {
                ordered.add(new XAttr(xattr.namespace(), xattr.name(), new byte[0]));
            } else if (value.length > SHORT_VALUE_BYTES_MAX) {
                large.add(xattr);
            } else {
                ordered.add(xattr);
            }
        }
        ordered.addAll(large);
        return ordered;
    }
}
