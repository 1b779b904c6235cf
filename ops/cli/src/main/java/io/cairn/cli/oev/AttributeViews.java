package io.cairn.cli.oev;

import io.cairn.common.model.StorageType;
import io.cairn.common.op.ClearNsQuotaOp;
import io.cairn.common.op.RemoveXAttrOp;
import io.cairn.common.op.SetAclOp;
import io.cairn.common.op.SetNsQuotaOp;
import io.cairn.common.op.SetOwnerOp;
import io.cairn.common.op.SetPermissionsOp;
import io.cairn.common.op.SetQuotaByStorageTypeOp;
import io.cairn.common.op.SetQuotaOp;
import io.cairn.common.op.SetReplicationOp;
import io.cairn.common.op.SetStoragePolicyOp;
import io.cairn.common.op.SetXAttrOp;
import io.cairn.common.op.TimesOp;
import java.io.IOException;

/** Views of the ops that change attributes of one path. Stateless. */
final class AttributeViews {
    private static final StorageType[] STORAGE_TYPES = StorageType.values();

    private AttributeViews() {}

    static void addTo(OpViews.Table table) {
        addPlain(table);
        addQuotas(table);
        addLists(table);
    }

    private static void addPlain(OpViews.Table table) {
        table.add(
                SetReplicationOp.class,
                (op, xml) -> {
                    xml.text(Tag.PATH, op.path());
                    xml.number(Tag.REPLICATION, op.replication());
                },
                data -> new SetReplicationOp(data.text(Tag.PATH), data.small(Tag.REPLICATION)));
        table.add(
                SetPermissionsOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    xml.number(Tag.MODE, op.mode());
                },
                data -> new SetPermissionsOp(data.text(Tag.SRC), data.small(Tag.MODE)));
        table.add(
                SetOwnerOp.class,
                AttributeViews::write,
                data -> new SetOwnerOp(
                        data.text(Tag.SRC), data.textOrEmpty(Tag.USERNAME), data.textOrEmpty(Tag.GROUPNAME)));
        table.add(
                TimesOp.class,
                (op, xml) -> {
                    Parts.length(xml);
                    xml.text(Tag.PATH, op.path());
                    xml.number(Tag.MTIME, op.mtimeMillis());
                    xml.number(Tag.ATIME, op.atimeMillis());
                },
                data -> new TimesOp(data.text(Tag.PATH), data.number(Tag.MTIME), data.number(Tag.ATIME)));
        table.add(
                SetStoragePolicyOp.class,
                (op, xml) -> {
                    xml.text(Tag.PATH, op.path());
                    xml.number(Tag.POLICYID, op.policyId());
                },
                data -> new SetStoragePolicyOp(data.text(Tag.PATH), data.tiny(Tag.POLICYID)));
    }

    private static void addQuotas(OpViews.Table table) {
        table.add(
                SetNsQuotaOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    xml.number(Tag.NSQUOTA, op.namespaceQuota());
                },
                data -> new SetNsQuotaOp(data.text(Tag.SRC), data.number(Tag.NSQUOTA)));
        table.add(
                ClearNsQuotaOp.class,
                (op, xml) -> xml.text(Tag.SRC, op.path()),
                data -> new ClearNsQuotaOp(data.text(Tag.SRC)));
        table.add(
                SetQuotaOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    xml.number(Tag.NSQUOTA, op.namespaceQuota());
                    xml.number(Tag.DSQUOTA, op.diskspaceQuota());
                },
                data -> new SetQuotaOp(data.text(Tag.SRC), data.number(Tag.NSQUOTA), data.number(Tag.DSQUOTA)));
        table.add(
                SetQuotaByStorageTypeOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    xml.number(Tag.STORAGETYPE, op.storageType().ordinal());
                    xml.number(Tag.DSQUOTA, op.quota());
                },
                data -> new SetQuotaByStorageTypeOp(data.text(Tag.SRC), storageType(data), data.number(Tag.DSQUOTA)));
    }

    private static void addLists(OpViews.Table table) {
        table.add(
                SetAclOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    Parts.acl(op.entries(), xml);
                },
                data -> new SetAclOp(data.text(Tag.SRC), Parts.acl(data)));
        table.add(
                SetXAttrOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    Parts.xattrs(op.xattrs(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new SetXAttrOp(data.text(Tag.SRC), Parts.xattrs(data), Parts.call(data)));
        table.add(
                RemoveXAttrOp.class,
                (op, xml) -> {
                    xml.text(Tag.SRC, op.path());
                    Parts.xattrs(op.xattrs(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new RemoveXAttrOp(data.text(Tag.SRC), Parts.xattrs(data), Parts.call(data)));
    }

    private static void write(SetOwnerOp op, Elements xml) throws IOException {
        xml.text(Tag.SRC, op.path());
        if (!op.user().isEmpty()) {
            xml.text(Tag.USERNAME, op.user());
        }
        if (!op.group().isEmpty()) {
            xml.text(Tag.GROUPNAME, op.group());
        }
    }

    private static StorageType storageType(XmlRecord data) throws XmlFormatException {
        int ordinal = data.integer(Tag.STORAGETYPE);
        if (ordinal < 0 || ordinal >= STORAGE_TYPES.length) {
            throw data.child(Tag.STORAGETYPE).wrong("a storage type from 0 to " + (STORAGE_TYPES.length - 1));
        }
        return STORAGE_TYPES[ordinal];
    }
}
