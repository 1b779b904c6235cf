package io.cairn.bench;

import io.cairn.common.codec.edits.EditWriter;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CallId;
import io.cairn.common.model.Permission;
import io.cairn.common.op.AddBlockOp;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.AllocateBlockIdOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.DeleteOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.RenameOp;
import io.cairn.common.op.SetGenstampV2Op;
import io.cairn.common.op.SetPermissionsOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.op.TimesOp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream of edits that a {@link BenchTree} can take: of the steps 40 % create and write a file, 10 % make a directory,
 * 10 % rename, 15 % delete, 15 % change a mode, 10 % set times, over the whole namespace. Deterministic.
 * <em>Confined to one thread; segments are written one after another.</em>
 */
final class BenchEdits {
    /** The most edits one step may need. */
    private static final int STEP_EDITS_MAX = 8;

    private static final long PRIME = 2_147_483_629L;
    private static final Permission FILE = new Permission("loader", "supergroup", 0644);
    private static final Permission DIRECTORY = new Permission("loader", "supergroup", 0755);
    private static final byte[] CLIENT = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6};

    private final BenchTree tree;
    private long txid;
    private long inodeId;
    private long blockId;
    private long genstamp;
    private long step;
    private long touched;
    private long made;
    private int calls;

    /** The first edit will have the txid after {@code imageTxid}. */
    BenchEdits(BenchTree tree, long imageTxid) {
        this.tree = tree;
        this.txid = imageTxid;
        this.inodeId = tree.lastInodeId();
        this.blockId = tree.lastBlockId();
        this.genstamp = tree.lastGenstamp();
    }

    /** Writes one segment of exactly {@code edits} edits, START and END among them. */
    void segment(EditWriter out, long edits) throws IOException {
        long last = txid + edits;
        write(out, new StartLogSegmentOp());
        while (last - 1 - txid >= STEP_EDITS_MAX) {
            step(out);
        }
        while (txid < last - 1) {
            write(out, new SetPermissionsOp(tree.filePath(nextFile()), 0660));
        }
        write(out, new EndLogSegmentOp());
    }

    long lastTxid() {
        return txid;
    }

    private void step(EditWriter out) throws IOException {
        long chance = BenchTree.mix(step++ + (1L << 41));
        int kind = (int) Long.remainderUnsigned(chance, 100);
        if (kind < 40) {
            create(out, chance >>> 8);
        } else if (kind < 50) {
            String path = madeDirectory(made++);
            write(out, new MkdirOp(++inodeId, path, now(), DIRECTORY, List.of(), List.of()));
        } else if (kind < 60) {
            String to = anyDirectory(chance >>> 8) + "/renamed-" + step;
            write(out, new RenameOp(tree.filePath(nextFile()), to, now(), List.of(), call()));
        } else if (kind < 75) {
            write(out, new DeleteOp(tree.filePath(nextFile()), now(), call()));
        } else if (kind < 90) {
            write(out, new SetPermissionsOp(tree.filePath(nextFile()), 0600));
        } else {
            write(out, new TimesOp(tree.filePath(nextFile()), now(), now()));
        }
    }

    private void create(EditWriter out, long chance) throws IOException {
        String path = anyDirectory(chance) + "/new-" + step;
        long id = ++inodeId;
        write(
                out,
                new AddOp(
                        id,
                        path,
                        3,
                        now(),
                        now(),
                        BenchTree.BLOCK_BYTES,
                        List.of(),
                        FILE,
                        List.of(),
                        List.of(),
                        "DFSClient_NONMAPREDUCE_1_1",
                        "127.0.0.1",
                        true,
                        0,
                        0,
                        call()));
        List<BlockRef> blocks = new ArrayList<>();
        BlockRef previous = null;
        int count = 1 + (int) (chance >>> 16 & 1);
        for (int i = 0; i < count; i++) {
            write(out, new AllocateBlockIdOp(++blockId));
            write(out, new SetGenstampV2Op(++genstamp));
            BlockRef added = new BlockRef(blockId, 0, genstamp);
            write(out, new AddBlockOp(path, previous, added, CallId.NONE));
            long length = i + 1 < count ? BenchTree.BLOCK_BYTES : 1 + (chance >>> 20 & 0xfffff);
            previous = added.withLength(length);
            blocks.add(previous);
        }
        write(out, new CloseOp(0, path, 3, now(), now(), BenchTree.BLOCK_BYTES, blocks, FILE));
    }

    /** A file of the image, each at most once, in an order that jumps over the whole namespace. */
    private long nextFile() {
        if (touched >= tree.files()) {
            throw new IllegalArgumentException(
                    "Too many edits for " + tree.inodes() + " inodes: each file is changed at most once");
        }
        return touched++ * PRIME % tree.files();
    }

    private String anyDirectory(long chance) {
        boolean fresh = made > 0 && BenchTree.one(chance, 3);
        return fresh
                ? madeDirectory(Long.remainderUnsigned(chance >>> 16, made))
                : tree.directoryPath(Long.remainderUnsigned(chance >>> 16, tree.directories()));
    }

    private String madeDirectory(long number) {
        long parent = Long.remainderUnsigned(BenchTree.mix(number + (1L << 42)), tree.directories());
        return tree.directoryPath(parent) + "/made-" + number;
    }

    private long now() {
        return BenchTree.EPOCH_MILLIS + 1_000_000_000L + step;
    }

    private CallId call() {
        return new CallId(CLIENT, calls++);
    }

    private void write(EditWriter out, EditOp op) throws IOException {
        out.write(++txid, op);
    }
}
