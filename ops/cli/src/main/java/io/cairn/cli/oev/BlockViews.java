package io.cairn.cli.oev;

import io.cairn.common.model.BlockRef;
import io.cairn.common.op.AddBlockOp;
import io.cairn.common.op.AllocateBlockIdOp;
import io.cairn.common.op.ReassignLeaseOp;
import io.cairn.common.op.SetGenstampV1Op;
import io.cairn.common.op.SetGenstampV2Op;
import io.cairn.common.op.TruncateOp;
import io.cairn.common.op.UpdateBlocksOp;
import java.io.IOException;
import java.util.List;

/** Views of the ops about blocks and the numbers they are made from. Stateless. */
final class BlockViews {
    private BlockViews() {}

    static void addTo(OpViews.Table table) {
        table.add(AddBlockOp.class, BlockViews::write, BlockViews::readAddBlock);
        table.add(TruncateOp.class, BlockViews::write, BlockViews::readTruncate);
        table.add(
                UpdateBlocksOp.class,
                (op, xml) -> {
                    xml.text(Tag.PATH, op.path());
                    Parts.blocks(op.blocks(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new UpdateBlocksOp(data.text(Tag.PATH), Parts.blocks(data), Parts.call(data)));
        table.add(
                SetGenstampV1Op.class,
                (op, xml) -> xml.number(Tag.GENSTAMP, op.genstamp()),
                data -> new SetGenstampV1Op(data.number(Tag.GENSTAMP)));
        table.add(
                SetGenstampV2Op.class,
                (op, xml) -> xml.number(Tag.GENSTAMPV2, op.genstamp()),
                data -> new SetGenstampV2Op(data.number(Tag.GENSTAMPV2)));
        table.add(
                AllocateBlockIdOp.class,
                (op, xml) -> xml.number(Tag.BLOCK_ID, op.blockId()),
                data -> new AllocateBlockIdOp(data.number(Tag.BLOCK_ID)));
        table.add(
                ReassignLeaseOp.class,
                (op, xml) -> {
                    xml.text(Tag.LEASEHOLDER, op.holder());
                    xml.text(Tag.PATH, op.path());
                    xml.text(Tag.NEWHOLDER, op.newHolder());
                },
                data -> new ReassignLeaseOp(data.text(Tag.LEASEHOLDER), data.text(Tag.PATH), data.text(Tag.NEWHOLDER)));
    }

    private static void write(AddBlockOp op, Elements xml) throws IOException {
        xml.text(Tag.PATH, op.path());
        BlockRef penultimate = op.penultimate();
        if (penultimate != null) {
            Parts.block(penultimate, xml);
        }
        Parts.block(op.last(), xml);
        Parts.call(op.call(), xml);
    }

    private static AddBlockOp readAddBlock(XmlRecord data) throws XmlFormatException {
        List<BlockRef> blocks = Parts.blocks(data);
        if (blocks.isEmpty() || blocks.size() > 2) {
            throw new XmlFormatException("expected 1 or 2 BLOCK, found " + blocks.size());
        }
        BlockRef penultimate = blocks.size() == 2 ? blocks.get(0) : null;
        return new AddBlockOp(data.text(Tag.PATH), penultimate, blocks.get(blocks.size() - 1), Parts.call(data));
    }

    private static void write(TruncateOp op, Elements xml) throws IOException {
        xml.text(Tag.SRC, op.path());
        xml.text(Tag.CLIENTNAME, op.clientName());
        xml.text(Tag.CLIENTMACHINE, op.clientMachine());
        xml.number(Tag.NEWLENGTH, op.newLength());
        xml.number(Tag.TIMESTAMP, op.timeMillis());
        BlockRef block = op.block();
        if (block != null) {
            Parts.block(block, xml);
        }
    }

    private static TruncateOp readTruncate(XmlRecord data) throws XmlFormatException {
        List<BlockRef> blocks = Parts.blocks(data);
        if (blocks.size() > 1) {
            throw new XmlFormatException("expected at most 1 BLOCK, found " + blocks.size());
        }
        return new TruncateOp(
                data.text(Tag.SRC),
                data.text(Tag.CLIENTNAME),
                data.text(Tag.CLIENTMACHINE),
                data.number(Tag.NEWLENGTH),
                data.number(Tag.TIMESTAMP),
                blocks.isEmpty() ? null : blocks.get(0));
    }
}
