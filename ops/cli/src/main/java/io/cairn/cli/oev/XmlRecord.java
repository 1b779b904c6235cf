package io.cairn.cli.oev;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of a record with what is in it: text, or further elements. What is missing or has the wrong form is told as
 * {@link XmlFormatException} with the element's name. Confined to one thread.
 */
final class XmlRecord {
    private final String name;
    private final List<XmlRecord> children = new ArrayList<>();
    private String text = "";

    XmlRecord(String name) {
        this.name = name;
    }

    void add(XmlRecord child) {
        children.add(child);
    }

    void setText(String newText) {
        text = newText;
    }

    String name() {
        return name;
    }

    /** The text in this element itself. */
    String text() throws XmlFormatException {
        try {
            return XmlText.unmangle(text);
        } catch (IllegalArgumentException e) {
            throw new XmlFormatException("element " + name + ": " + e.getMessage(), e);
        }
    }

    List<XmlRecord> children() {
        return children;
    }

    /** All elements of that name, in order. */
    List<XmlRecord> all(Tag tag) {
        List<XmlRecord> found = new ArrayList<>();
        for (XmlRecord child : children) {
            if (child.name.equals(tag.name())) {
                found.add(child);
            }
        }
        return found;
    }

    Optional<XmlRecord> find(Tag tag) {
        return Optional.ofNullable(childOrNull(tag));
    }

    XmlRecord child(Tag tag) throws XmlFormatException {
        XmlRecord child = childOrNull(tag);
        if (child == null) {
            throw new XmlFormatException("element " + name + " lacks " + tag);
        }
        return child;
    }

    boolean has(Tag tag) {
        return childOrNull(tag) != null;
    }

    String text(Tag tag) throws XmlFormatException {
        return child(tag).text();
    }

    /** Empty text if there is no such element. */
    String textOrEmpty(Tag tag) throws XmlFormatException {
        XmlRecord child = childOrNull(tag);
        return child == null ? "" : child.text();
    }

    @Nullable
    String textOrNull(Tag tag) throws XmlFormatException {
        XmlRecord child = childOrNull(tag);
        return child == null ? null : child.text();
    }

    long number(Tag tag) throws XmlFormatException {
        return child(tag).number(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    int integer(Tag tag) throws XmlFormatException {
        return (int) child(tag).number(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A number that fits in 16 bits. */
    int small(Tag tag) throws XmlFormatException {
        return (int) child(tag).number(Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** A number that fits in 8 bits. */
    int tiny(Tag tag) throws XmlFormatException {
        return (int) child(tag).number(Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    long numberOr(Tag tag, long otherwise) throws XmlFormatException {
        return has(tag) ? number(tag) : otherwise;
    }

    @Nullable
    Long numberOrNull(Tag tag) throws XmlFormatException {
        return has(tag) ? Long.valueOf(number(tag)) : null;
    }

    @Nullable
    Integer smallOrNull(Tag tag) throws XmlFormatException {
        return has(tag) ? Integer.valueOf(small(tag)) : null;
    }

    boolean bool(Tag tag) throws XmlFormatException {
        XmlRecord child = child(tag);
        String found = child.text().strip();
        if (found.equalsIgnoreCase("true")) {
            return true;
        }
        if (found.equalsIgnoreCase("false")) {
            return false;
        }
        throw child.wrong("true or false");
    }

    XmlFormatException wrong(String expected) {
        return new XmlFormatException("element " + name + ": expected " + expected + ", found '" + text + "'");
    }

    private long number(long min, long max) throws XmlFormatException {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new XmlFormatException("element " + name + ": expected a number, found '" + text + "'", e);
        }
        throw wrong("a number from " + min + " to " + max);
    }

    private @Nullable XmlRecord childOrNull(Tag tag) {
        for (XmlRecord child : children) {
            if (child.name.equals(tag.name())) {
                return child;
            }
        }
        return null;
    }
}
