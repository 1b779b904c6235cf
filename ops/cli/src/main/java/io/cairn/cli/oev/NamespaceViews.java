package io.cairn.cli.oev;

import io.cairn.common.op.AddOp;
import io.cairn.common.op.AppendOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.ConcatDeleteOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.RenameOldOp;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.RenameOption;
import io.cairn.common.op.SymlinkOp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Views of the ops that make, move and remove paths. Stateless. */
final class NamespaceViews {
    private static final Pattern SOURCE = Pattern.compile("SOURCE[0-9]+");

    private NamespaceViews() {}

    static void addTo(OpViews.Table table) {
        table.add(AddOp.class, NamespaceViews::write, NamespaceViews::readAdd);
        table.add(CloseOp.class, NamespaceViews::write, NamespaceViews::readClose);
        table.add(MkdirOp.class, NamespaceViews::write, NamespaceViews::readMkdir);
        table.add(SymlinkOp.class, NamespaceViews::write, NamespaceViews::readSymlink);
        table.add(AppendOp.class, NamespaceViews::write, NamespaceViews::readAppend);
        table.add(ConcatDeleteOp.class, NamespaceViews::write, NamespaceViews::readConcat);
        table.add(RenameOp.class, NamespaceViews::write, NamespaceViews::readRename);
        table.add(
                RenameOldOp.class,
                (op, xml) -> {
                    Parts.length(xml);
                    xml.text(Tag.SRC, op.src());
                    xml.text(Tag.DST, op.dst());
                    xml.number(Tag.TIMESTAMP, op.timeMillis());
                    Parts.call(op.call(), xml);
                },
                data -> new RenameOldOp(
                        data.text(Tag.SRC), data.text(Tag.DST), data.number(Tag.TIMESTAMP), Parts.call(data)));
        table.add(
                DeleteOp.class,
                (op, xml) -> {
                    Parts.length(xml);
                    xml.text(Tag.PATH, op.path());
                    xml.number(Tag.TIMESTAMP, op.timeMillis());
                    Parts.call(op.call(), xml);
                },
                data -> new DeleteOp(data.text(Tag.PATH), data.number(Tag.TIMESTAMP), Parts.call(data)));
    }

    /** Attributes and storage policy of the op have no element in Hadoop's XML. */
    private static void write(AddOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.number(Tag.INODEID, op.inodeId());
        xml.text(Tag.PATH, op.path());
        xml.number(Tag.REPLICATION, op.replication());
        xml.number(Tag.MTIME, op.mtimeMillis());
        xml.number(Tag.ATIME, op.atimeMillis());
        xml.number(Tag.BLOCKSIZE, op.blockSize());
        xml.text(Tag.CLIENT_NAME, op.clientName());
        xml.text(Tag.CLIENT_MACHINE, op.clientMachine());
        xml.bool(Tag.OVERWRITE, op.overwrite());
        Parts.blocks(op.blocks(), xml);
        Parts.permission(op.permission(), xml);
        Parts.acl(op.acl(), xml);
        xml.number(Tag.ERASURE_CODING_POLICY_ID, (byte) op.ecPolicyId());
        Parts.call(op.call(), xml);
        if (xml.wantsAll()) {
            Parts.xattrs(op.xattrs(), xml);
            xml.number(Tag.POLICYID, op.storagePolicyId());
        }
    }

    private static AddOp readAdd(XmlRecord data) throws XmlFormatException {
        return new AddOp(
                data.number(Tag.INODEID),
                data.text(Tag.PATH),
                data.small(Tag.REPLICATION),
                data.number(Tag.MTIME),
                data.number(Tag.ATIME),
                data.number(Tag.BLOCKSIZE),
                Parts.blocks(data),
                Parts.permission(data),
                Parts.acl(data),
                Parts.xattrs(data),
                data.textOrEmpty(Tag.CLIENT_NAME),
                data.textOrEmpty(Tag.CLIENT_MACHINE),
                data.has(Tag.OVERWRITE) && data.bool(Tag.OVERWRITE),
                data.has(Tag.POLICYID) ? data.tiny(Tag.POLICYID) : 0,
                data.has(Tag.ERASURE_CODING_POLICY_ID) ? data.tiny(Tag.ERASURE_CODING_POLICY_ID) & 0xFF : 0,
                Parts.call(data));
    }

    private static void write(CloseOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.number(Tag.INODEID, op.inodeId());
        xml.text(Tag.PATH, op.path());
        xml.number(Tag.REPLICATION, op.replication());
        xml.number(Tag.MTIME, op.mtimeMillis());
        xml.number(Tag.ATIME, op.atimeMillis());
        xml.number(Tag.BLOCKSIZE, op.blockSize());
        xml.empty(Tag.CLIENT_NAME);
        xml.empty(Tag.CLIENT_MACHINE);
        xml.bool(Tag.OVERWRITE, false);
        Parts.blocks(op.blocks(), xml);
        Parts.permission(op.permission(), xml);
    }

    private static CloseOp readClose(XmlRecord data) throws XmlFormatException {
        return new CloseOp(
                data.number(Tag.INODEID),
                data.text(Tag.PATH),
                data.small(Tag.REPLICATION),
                data.number(Tag.MTIME),
                data.number(Tag.ATIME),
                data.number(Tag.BLOCKSIZE),
                Parts.blocks(data),
                Parts.permission(data));
    }

    private static void write(MkdirOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.number(Tag.INODEID, op.inodeId());
        xml.text(Tag.PATH, op.path());
        xml.number(Tag.TIMESTAMP, op.mtimeMillis());
        Parts.permission(op.permission(), xml);
        Parts.acl(op.acl(), xml);
        Parts.xattrs(op.xattrs(), xml);
    }

    private static MkdirOp readMkdir(XmlRecord data) throws XmlFormatException {
        return new MkdirOp(
                data.number(Tag.INODEID),
                data.text(Tag.PATH),
                data.number(Tag.TIMESTAMP),
                Parts.permission(data),
                Parts.acl(data),
                Parts.xattrs(data));
    }

    private static void write(SymlinkOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.number(Tag.INODEID, op.inodeId());
        xml.text(Tag.PATH, op.path());
        xml.text(Tag.VALUE, op.target());
        xml.number(Tag.MTIME, op.mtimeMillis());
        xml.number(Tag.ATIME, op.atimeMillis());
        Parts.permission(op.permission(), xml);
        Parts.call(op.call(), xml);
    }

    private static SymlinkOp readSymlink(XmlRecord data) throws XmlFormatException {
        return new SymlinkOp(
                data.number(Tag.INODEID),
                data.text(Tag.PATH),
                data.text(Tag.VALUE),
                data.number(Tag.MTIME),
                data.number(Tag.ATIME),
                Parts.permission(data),
                Parts.call(data));
    }

    private static void write(AppendOp op, Elements xml) throws IOException {
        xml.text(Tag.PATH, op.path());
        xml.text(Tag.CLIENT_NAME, op.clientName());
        xml.text(Tag.CLIENT_MACHINE, op.clientMachine());
        xml.bool(Tag.NEWBLOCK, op.newBlock());
        Parts.call(op.call(), xml);
    }

    private static AppendOp readAppend(XmlRecord data) throws XmlFormatException {
        return new AppendOp(
                data.text(Tag.PATH),
                data.text(Tag.CLIENT_NAME),
                data.text(Tag.CLIENT_MACHINE),
                data.bool(Tag.NEWBLOCK),
                Parts.call(data));
    }

    private static void write(ConcatDeleteOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.text(Tag.TRG, op.target());
        xml.number(Tag.TIMESTAMP, op.timeMillis());
        if (op.sources().isEmpty()) {
            xml.empty(Tag.SOURCES);
        } else {
            xml.open(Tag.SOURCES);
            for (int i = 0; i < op.sources().size(); i++) {
                xml.text("SOURCE" + (i + 1), op.sources().get(i));
            }
            xml.close(Tag.SOURCES);
        }
        Parts.call(op.call(), xml);
    }

    private static ConcatDeleteOp readConcat(XmlRecord data) throws XmlFormatException {
        List<String> sources = new ArrayList<>();
        for (XmlRecord source : data.child(Tag.SOURCES).children()) {
            if (SOURCE.matcher(source.name()).matches()) {
                if (!source.name().equals("SOURCE" + (sources.size() + 1))) {
                    throw new XmlFormatException(
                            "element SOURCES: expected SOURCE" + (sources.size() + 1) + ", found " + source.name());
                }
                sources.add(source.text());
            }
        }
        return new ConcatDeleteOp(data.text(Tag.TRG), sources, data.number(Tag.TIMESTAMP), Parts.call(data));
    }

    private static void write(RenameOp op, Elements xml) throws IOException {
        Parts.length(xml);
        xml.text(Tag.SRC, op.src());
        xml.text(Tag.DST, op.dst());
        xml.number(Tag.TIMESTAMP, op.timeMillis());
        xml.text(Tag.OPTIONS, op.options().stream().map(RenameOption::name).collect(Collectors.joining("|")));
        Parts.call(op.call(), xml);
    }

    private static RenameOp readRename(XmlRecord data) throws XmlFormatException {
        XmlRecord element = data.child(Tag.OPTIONS);
        List<RenameOption> options = new ArrayList<>();
        for (String name : element.text().strip().split("\\|")) {
            if (!name.isEmpty()) {
                options.add(Parts.constant(RenameOption.class, name, element));
            }
        }
        return new RenameOp(
                data.text(Tag.SRC), data.text(Tag.DST), data.number(Tag.TIMESTAMP), options, Parts.call(data));
    }
}
