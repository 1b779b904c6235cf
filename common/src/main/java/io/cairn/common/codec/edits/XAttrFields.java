package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code xattrs}: a protobuf message after its length: 1 optional string path, 2 repeated attribute {1 namespace, 2 name,
 * 3 optional bytes value}. In OP_ADD and OP_MKDIR the path is not set and the field exists since layout −57. Stateless.
 */
final class XAttrFields {
    private static final XAttrNamespace[] NAMESPACES = XAttrNamespace.values();
    private static final int INTRODUCED = -57;
    private static final int PATH = 1;
    private static final int ATTRIBUTES = 2;
    private static final int NAMESPACE = 1;
    private static final int NAME = 2;
    private static final int VALUE = 3;

    private XAttrFields() {}

    /** What OP_SET_XATTR and OP_REMOVE_XATTR carry. Immutable. */
    record Named(String path, List<XAttr> xattrs) {}

    static List<XAttr> read(ByteReader body, LayoutVersion layout) throws MalformedBytesException {
        return layout.atLeast(INTRODUCED) ? readNamed(body).xattrs() : List.of();
    }

    /** The path is empty if the message has none. */
    static Named readNamed(ByteReader body) throws MalformedBytesException {
        int before = ProtoFields.enter(body);
        String path = "";
        List<XAttr> xattrs = body.remaining() == 0 ? List.of() : new ArrayList<>();
        while (body.remaining() > 0) {
            int tag = body.varint32();
            if (tag == ProtoFields.delimitedTag(PATH)) {
                path = body.utf8(body.varint32());
            } else if (tag == ProtoFields.delimitedTag(ATTRIBUTES)) {
                xattrs.add(readOne(body));
            } else {
                ProtoFields.skip(tag, body);
            }
        }
        body.widen(before);
        return new Named(path, xattrs);
    }

    static void write(List<XAttr> xattrs, ByteWriter body) {
        int start = body.position();
        xattrs.forEach(xattr -> writeOne(xattr, body));
        ProtoFields.prefixLength(start, body);
    }

    static void writeNamed(String path, List<XAttr> xattrs, ByteWriter body) {
        int start = body.position();
        ProtoFields.writeString(PATH, path, body);
        xattrs.forEach(xattr -> writeOne(xattr, body));
        ProtoFields.prefixLength(start, body);
    }

    private static XAttr readOne(ByteReader body) throws MalformedBytesException {
        int before = ProtoFields.enter(body);
        XAttrNamespace namespace = null;
        String name = null;
        byte @Nullable [] value = null;
        while (body.remaining() > 0) {
            int tag = body.varint32();
            if (tag == ProtoFields.varintTag(NAMESPACE)) {
                namespace = NAMESPACES[ProtoFields.enumOrdinal(body, NAMESPACES.length, "an xattr namespace")];
            } else if (tag == ProtoFields.delimitedTag(NAME)) {
                name = body.pooledUtf8(body.varint32());
            } else if (tag == ProtoFields.delimitedTag(VALUE)) {
                value = body.bytes(body.varint32());
            } else {
                ProtoFields.skip(tag, body);
            }
        }
        body.widen(before);
        return new XAttr(
                ProtoFields.required(namespace, body, "the namespace of an xattr"),
                ProtoFields.required(name, body, "the name of an xattr"),
                value);
    }

    private static void writeOne(XAttr xattr, ByteWriter body) {
        body.varint32(ProtoFields.delimitedTag(ATTRIBUTES));
        int start = body.position();
        ProtoFields.writeVarint(NAMESPACE, xattr.namespace().ordinal(), body);
        ProtoFields.writeString(NAME, xattr.name(), body);
        byte[] value = xattr.value();
        if (value != null) {
            ProtoFields.writeBytes(VALUE, value, body);
        }
        ProtoFields.prefixLength(start, body);
    }
}
