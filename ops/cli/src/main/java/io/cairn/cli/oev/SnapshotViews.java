package io.cairn.cli.oev;

import io.cairn.common.op.AllowSnapshotOp;
import io.cairn.common.op.CreateSnapshotOp;
import io.cairn.common.op.DeleteSnapshotOp;
import io.cairn.common.op.DisallowSnapshotOp;
import io.cairn.common.op.RenameSnapshotOp;

/** Views of the snapshot ops. Their time is 0 where the layout did not store it. Stateless. */
final class SnapshotViews {
    private SnapshotViews() {}

    static void addTo(OpViews.Table table) {
        table.add(
                AllowSnapshotOp.class,
                (op, xml) -> xml.text(Tag.SNAPSHOTROOT, op.root()),
                data -> new AllowSnapshotOp(data.text(Tag.SNAPSHOTROOT)));
        table.add(
                DisallowSnapshotOp.class,
                (op, xml) -> xml.text(Tag.SNAPSHOTROOT, op.root()),
                data -> new DisallowSnapshotOp(data.text(Tag.SNAPSHOTROOT)));
        table.add(
                CreateSnapshotOp.class,
                (op, xml) -> {
                    xml.text(Tag.SNAPSHOTROOT, op.root());
                    xml.text(Tag.SNAPSHOTNAME, op.name());
                    xml.number(Tag.MTIME, op.mtimeMillis());
                    Parts.call(op.call(), xml);
                },
                data -> new CreateSnapshotOp(
                        data.text(Tag.SNAPSHOTROOT),
                        data.text(Tag.SNAPSHOTNAME),
                        data.numberOr(Tag.MTIME, 0),
                        Parts.call(data)));
        table.add(
                DeleteSnapshotOp.class,
                (op, xml) -> {
                    xml.text(Tag.SNAPSHOTROOT, op.root());
                    xml.text(Tag.SNAPSHOTNAME, op.name());
                    xml.number(Tag.MTIME, op.mtimeMillis());
                    Parts.call(op.call(), xml);
                },
                data -> new DeleteSnapshotOp(
                        data.text(Tag.SNAPSHOTROOT),
                        data.text(Tag.SNAPSHOTNAME),
                        data.numberOr(Tag.MTIME, 0),
                        Parts.call(data)));
        table.add(
                RenameSnapshotOp.class,
                (op, xml) -> {
                    xml.text(Tag.SNAPSHOTROOT, op.root());
                    xml.text(Tag.SNAPSHOTOLDNAME, op.oldName());
                    xml.text(Tag.SNAPSHOTNEWNAME, op.newName());
                    xml.number(Tag.MTIME, op.mtimeMillis());
                    Parts.call(op.call(), xml);
                },
                data -> new RenameSnapshotOp(
                        data.text(Tag.SNAPSHOTROOT),
                        data.text(Tag.SNAPSHOTOLDNAME),
                        data.text(Tag.SNAPSHOTNEWNAME),
                        data.numberOr(Tag.MTIME, 0),
                        Parts.call(data)));
    }
}
