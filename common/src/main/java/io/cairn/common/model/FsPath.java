package io.cairn.common.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An absolute path, split into its components; the root has none. Empty components of the text are dropped (as HDFS
 * drops doubled and trailing slashes). Says nothing about whether the path exists or is allowed. Immutable.
 *
 * @param components names from the root down
 */
public record FsPath(List<FsName> components) implements Comparable<FsPath> {
    public static final FsPath ROOT = new FsPath(List.of());

    public FsPath {
        components = List.copyOf(components);
    }

    /**
     * Splits an absolute path.
     *
     * @throws IllegalArgumentException if {@code text} does not start with a slash
     */
    public static FsPath parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("Absolute path required, but got '" + text + "'");
        }
        List<FsName> names = new ArrayList<>();
        int start = 1;
        while (start <= text.length()) {
            int end = text.indexOf('/', start);
            if (end < 0) {
                end = text.length();
            }
            if (end > start) {
                names.add(FsName.of(text.substring(start, end)));
            }
            start = end + 1;
        }
        return names.isEmpty() ? ROOT : new FsPath(names);
    }

    public boolean isRoot() {
        return components.isEmpty();
    }

    /** Number of components; 0 for the root. */
    public int depth() {
        return components.size();
    }

    /** The last component, {@link FsName#EMPTY} for the root. */
    public FsName name() {
        return components.isEmpty() ? FsName.EMPTY : components.get(components.size() - 1);
    }

    /** The path one level up; empty for the root. */
    public Optional<FsPath> parent() {
        return components.isEmpty()
                ? Optional.empty()
                : Optional.of(new FsPath(components.subList(0, components.size() - 1)));
    }

    public FsPath child(FsName name) {
        List<FsName> names = new ArrayList<>(components);
        names.add(name);
        return new FsPath(names);
    }

    /** True if {@code other} lies strictly below this path. */
    public boolean isAncestorOf(FsPath other) {
        return other.depth() > depth() && other.components.subList(0, depth()).equals(components);
    }

    @Override
    public int compareTo(FsPath other) {
        int common = Math.min(depth(), other.depth());
        for (int i = 0; i < common; i++) {
            int order = components.get(i).compareTo(other.components.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(depth(), other.depth());
    }

    /** With slashes, decoded; {@code /} for the root. */
    @Override
    public String toString() {
        if (components.isEmpty()) {
            return "/";
        }
        StringBuilder text = new StringBuilder();
        components.forEach(name -> text.append('/').append(name));
        return text.toString();
    }
}
