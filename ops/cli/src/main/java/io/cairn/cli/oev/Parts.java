package io.cairn.cli.oev;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import io.cairn.common.model.Permission;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Groups of elements that several ops have in common, in both directions. Stateless. */
final class Parts {
    private static final String[] PERMISSIONS = {"---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"};
    private static final String HEX_PREFIX = "0x";
    private static final HexFormat HEX = HexFormat.of();
    private static final int CLIENT_ID_BYTES = 16;

    private Parts() {}

    /** LENGTH, a leftover that is always 0. */
    static void length(Elements xml) throws IOException {
        xml.number(Tag.LENGTH, 0);
    }

    static void optional(Tag tag, @Nullable String text, Elements xml) throws IOException {
        if (text != null) {
            xml.text(tag, text);
        }
    }

    static void optional(Tag tag, @Nullable Number number, Elements xml) throws IOException {
        if (number != null) {
            xml.number(tag, number.longValue());
        }
    }

    static void call(CallId call, Elements xml) throws IOException {
        xml.text(Tag.RPC_CLIENTID, call.clientId().length == 0 ? "" : uuid(call.clientId()));
        xml.number(Tag.RPC_CALLID, call.callId());
    }

    static CallId call(XmlRecord data) throws XmlFormatException {
        String uuid = data.textOrEmpty(Tag.RPC_CLIENTID).strip();
        int callId = data.has(Tag.RPC_CALLID) ? data.integer(Tag.RPC_CALLID) : CallId.NONE.callId();
        if (uuid.isEmpty()) {
            return callId == CallId.NONE.callId() ? CallId.NONE : new CallId(new byte[0], callId);
        }
        byte[] clientId = hex(data.child(Tag.RPC_CLIENTID), uuid.replace("-", ""));
        if (clientId.length != CLIENT_ID_BYTES) {
            throw data.child(Tag.RPC_CLIENTID).wrong("a UUID");
        }
        return new CallId(clientId, callId);
    }

    static void permission(Permission permission, Elements xml) throws IOException {
        xml.open(Tag.PERMISSION_STATUS);
        xml.text(Tag.USERNAME, permission.user());
        xml.text(Tag.GROUPNAME, permission.group());
        xml.number(Tag.MODE, permission.mode());
        xml.close(Tag.PERMISSION_STATUS);
    }

    static Permission permission(XmlRecord data) throws XmlFormatException {
        XmlRecord status = data.child(Tag.PERMISSION_STATUS);
        return new Permission(status.text(Tag.USERNAME), status.text(Tag.GROUPNAME), status.small(Tag.MODE));
    }

    static void blocks(List<BlockRef> blocks, Elements xml) throws IOException {
        for (BlockRef block : blocks) {
            block(block, xml);
        }
    }

    static void block(BlockRef block, Elements xml) throws IOException {
        xml.open(Tag.BLOCK);
        xml.number(Tag.BLOCK_ID, block.id());
        xml.number(Tag.NUM_BYTES, block.length());
        xml.number(Tag.GENSTAMP, block.genstamp());
        xml.close(Tag.BLOCK);
    }

    static List<BlockRef> blocks(XmlRecord data) throws XmlFormatException {
        List<BlockRef> blocks = new ArrayList<>();
        for (XmlRecord block : data.all(Tag.BLOCK)) {
            blocks.add(
                    new BlockRef(block.number(Tag.BLOCK_ID), block.number(Tag.NUM_BYTES), block.number(Tag.GENSTAMP)));
        }
        return blocks;
    }

    static void acl(List<AclEntry> entries, Elements xml) throws IOException {
        for (AclEntry entry : entries) {
            xml.open(Tag.ENTRY);
            xml.text(Tag.SCOPE, entry.scope().name());
            xml.text(Tag.TYPE, entry.type().name());
            optional(Tag.NAME, entry.name(), xml);
            xml.text(Tag.PERM, PERMISSIONS[entry.permission()]);
            xml.close(Tag.ENTRY);
        }
    }

    static List<AclEntry> acl(XmlRecord data) throws XmlFormatException {
        List<AclEntry> entries = new ArrayList<>();
        for (XmlRecord entry : data.all(Tag.ENTRY)) {
            entries.add(new AclEntry(
                    constant(AclScope.class, entry.child(Tag.SCOPE)),
                    constant(AclType.class, entry.child(Tag.TYPE)),
                    aclPermission(entry.child(Tag.PERM)),
                    entry.textOrNull(Tag.NAME)));
        }
        return entries;
    }

    static void xattrs(List<XAttr> xattrs, Elements xml) throws IOException {
        for (XAttr xattr : xattrs) {
            xml.open(Tag.XATTR);
            xml.text(Tag.NAMESPACE, xattr.namespace().name());
            xml.text(Tag.NAME, xattr.name());
            byte[] value = xattr.value();
            if (value != null) {
                xml.text(Tag.VALUE, HEX_PREFIX + HEX.formatHex(value));
            }
            xml.close(Tag.XATTR);
        }
    }

    static List<XAttr> xattrs(XmlRecord data) throws XmlFormatException {
        List<XAttr> xattrs = new ArrayList<>();
        for (XmlRecord xattr : data.all(Tag.XATTR)) {
            xattrs.add(new XAttr(
                    constant(XAttrNamespace.class, xattr.child(Tag.NAMESPACE)),
                    xattr.text(Tag.NAME),
                    xattr.has(Tag.VALUE) ? xattrValue(xattr.child(Tag.VALUE)) : null));
        }
        return xattrs;
    }

    /** The constant an element names. */
    static <E extends Enum<E>> E constant(Class<E> type, XmlRecord element) throws XmlFormatException {
        return constant(type, element.text().strip(), element);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name, XmlRecord element) throws XmlFormatException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw element.wrong("one of " + List.of(type.getEnumConstants()));
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static byte[] hex(XmlRecord element, String digits) throws XmlFormatException {
        try {
            return HEX.parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new XmlFormatException(
                    "element " + element.name() + ": expected hexadecimal digits, found '" + digits + "'", e);
        }
    }

    private static byte[] xattrValue(XmlRecord element) throws XmlFormatException {
        String text = element.text().strip();
        if (!text.toLowerCase(Locale.ROOT).startsWith(HEX_PREFIX)) {
            throw element.wrong("0x and hexadecimal digits");
        }
        return hex(element, text.substring(HEX_PREFIX.length()));
    }

    private static int aclPermission(XmlRecord element) throws XmlFormatException {
        int permission = List.of(PERMISSIONS).indexOf(element.text().strip());
        if (permission < 0) {
            throw element.wrong("a permission like r-x");
        }
        return permission;
    }

    private static String uuid(byte[] id) {
        StringBuilder text = new StringBuilder(36);
        for (int i = 0; i < id.length; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.append('-');
            }
            HEX.toHexDigits(text, id[i]);
        }
        return text.toString();
    }
}
