package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import io.cairn.cli.text.XmlText;
import java.io.IOException;

/** Elements of the XML view. Confined to one thread. */
final class Xml {
    /** An element's name with its tags as bytes. Immutable. */
    record Tag(byte[] open, byte[] close, byte[] flag) {
        Tag(String name) {
            this(
                    ByteText.bytes("<" + name + ">"),
                    ByteText.bytes("</" + name + ">"),
                    ByteText.bytes("<" + name + "/>"));
        }
    }

    private final ByteText out;

    Xml(ByteText out) {
        this.out = out;
    }

    ByteText out() {
        return out;
    }

    void open(Tag tag) throws IOException {
        out.raw(tag.open());
    }

    void close(Tag tag) throws IOException {
        out.raw(tag.close());
    }

    void closeLine(Tag tag) throws IOException {
        out.raw(tag.close()).character('\n');
    }

    void number(Tag tag, long value) throws IOException {
        out.raw(tag.open()).number(value).raw(tag.close());
    }

    /** Text that needs no escaping. */
    void plain(Tag tag, byte[] value) throws IOException {
        out.raw(tag.open()).raw(value).raw(tag.close());
    }

    void text(Tag tag, String value) throws IOException {
        out.raw(tag.open()).text(XmlText.escaped(value)).raw(tag.close());
    }

    void text(Tag tag, byte[] utf8, int start, int end) throws IOException {
        out.raw(tag.open());
        escaped(utf8, start, end);
        out.raw(tag.close());
    }

    /** The text of a field; an empty element if it is absent. */
    void text(Tag tag, Fields fields, int field) throws IOException {
        text(tag, fields.buffer(), fields.start(field), fields.end(field));
    }

    void hex(Tag tag, Fields fields, int field) throws IOException {
        out.raw(tag.open())
                .hex(fields.buffer(), fields.start(field), fields.end(field))
                .raw(tag.close());
    }

    /** An empty element if {@code value}, nothing otherwise. */
    void flag(Tag tag, boolean value) throws IOException {
        if (value) {
            out.raw(tag.flag());
        }
    }

    void escaped(byte[] utf8, int start, int end) throws IOException {
        if (XmlText.isPlain(utf8, start, end)) {
            out.raw(utf8, start, end);
        } else {
            out.raw(XmlText.escaped(utf8, start, end));
        }
    }
}
