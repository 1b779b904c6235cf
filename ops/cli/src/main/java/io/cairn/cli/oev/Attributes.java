package io.cairn.cli.oev;

import io.cairn.common.op.EditOp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The elements of an op as a flat map, in both directions. A name is the path of element names of Hadoop's XML, joined by
 * dots; elements that may occur several times ({@code BLOCK, ENTRY, XATTR, EXTRAOPTION}) always carry their place,
 * counted from 0: {@code MTIME}, {@code PERMISSION_STATUS.MODE}, {@code BLOCK.0.BLOCK_ID}. Values are as in the XML
 * (numbers decimal, bytes hexadecimal), but with no more escaping than protobuf's UTF-8 needs: a backslash and half a
 * surrogate pair are written {@code \xxxx;}. Unlike the XML, nothing of an op is left out. Collects one op at a time;
 * confined to one thread.
 */
final class Attributes implements Elements {
    private static final Set<Tag> REPEATED = Set.of(Tag.BLOCK, Tag.ENTRY, Tag.XATTR, Tag.EXTRAOPTION);
    private static final Set<String> REPEATED_NAMES =
            REPEATED.stream().map(Tag::name).collect(Collectors.toUnmodifiableSet());
    /** As {@link #open} writes places; {@code 00} is something else. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");
    /** More levels than any op has. */
    private static final int LEVELS_MAX = 4;
    /** {@code SOURCE9} before {@code SOURCE10}: by length where only a number tells them apart. */
    private static final Comparator<String> ORDER = Comparator.comparing(Attributes::withoutNumber)
            .thenComparingInt(String::length)
            .thenComparing(c -> c);

    private final Map<String, String> collected = new LinkedHashMap<>();
    private final Map<Tag, Integer> counts = new EnumMap<>(Tag.class);
    private final List<String> open = new ArrayList<>();

    /** Starts a new op. */
    Attributes clear() {
        collected.clear();
        counts.clear();
        open.clear();
        return this;
    }

    /** What was collected since {@link #clear}; changes with the next op. */
    Map<String, String> map() {
        return collected;
    }

    @Override
    public void open(Tag tag) {
        String place = "";
        if (REPEATED.contains(tag)) {
            place = "." + (counts.merge(tag, 1, Integer::sum) - 1);
        }
        open.add((open.isEmpty() ? "" : open.get(open.size() - 1)) + tag + place + ".");
    }

    @Override
    public void close(Tag tag) {
        open.remove(open.size() - 1);
    }

    @Override
    public void empty(Tag tag) {
        text(tag.name(), "");
    }

    @Override
    public void text(Tag tag, String text) {
        text(tag.name(), text);
    }

    @Override
    public void text(String name, String text) {
        String path = open.isEmpty() ? name : open.get(open.size() - 1) + name;
        if (collected.put(path, XmlText.mangle(text)) != null) {
            throw new IllegalStateException("Two elements " + path + " in one op");
        }
    }

    @Override
    public void number(Tag tag, long number) {
        text(tag.name(), Long.toString(number));
    }

    @Override
    public void bool(Tag tag, boolean value) {
        text(tag.name(), Boolean.toString(value));
    }

    @Override
    public boolean wantsAll() {
        return true;
    }

    /**
     * The elements that the attributes stand for; what has a name like no element of ours is in no one's way.
     *
     * @throws XmlFormatException if elements that may occur several times are not numbered from 0 without a gap
     */
    static XmlRecord tree(Map<String, String> attr) throws XmlFormatException {
        Node root = new Node();
        attr.forEach((name, value) -> {
            String[] parts = name.split("\\.", LEVELS_MAX + 1);
            if (parts.length <= LEVELS_MAX) {
                root.add(parts, 0, value);
            }
        });
        XmlRecord data = new XmlRecord(Tag.DATA.name());
        root.addTo(data);
        return data;
    }

    private static String withoutNumber(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
            end--;
        }
        return name.substring(0, end);
    }

    /** Elements by name while the tree is built. Confined to one thread. */
    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>(ORDER);
        private String text = "";

        void add(String[] parts, int level, String value) {
            if (level == parts.length) {
                text = value;
            } else {
                children.computeIfAbsent(parts[level], name -> new Node()).add(parts, level + 1, value);
            }
        }

        void addTo(XmlRecord parent) throws XmlFormatException {
            for (Map.Entry<String, Node> child : children.entrySet()) {
                if (REPEATED_NAMES.contains(child.getKey())) {
                    child.getValue().addEachTo(parent, child.getKey());
                } else {
                    child.getValue().addTo(parent, child.getKey());
                }
            }
        }

        /** Adds an element for each number below the name; what else is there is nothing that we know. */
        private void addEachTo(XmlRecord parent, String name) throws XmlFormatException {
            int next = 0;
            for (Map.Entry<String, Node> child : children.entrySet()) {
                if (NUMBER.matcher(child.getKey()).matches()) {
                    if (!child.getKey().equals(Integer.toString(next))) {
                        throw new XmlFormatException("attribute " + name + "." + next + ": missing, but there is "
                                + name + "." + child.getKey());
                    }
                    child.getValue().addTo(parent, name);
                    next++;
                }
            }
        }

        private void addTo(XmlRecord parent, String name) throws XmlFormatException {
            XmlRecord element = new XmlRecord(name);
            element.setText(text);
            addTo(element);
            parent.add(element);
        }
    }

    /** The attributes of an op, in a map of its own. */
    static Map<String, String> of(EditOp op) throws IOException {
        Attributes attributes = new Attributes();
        OpViews.write(op, attributes);
        return attributes.collected;
    }
}
