package io.cairn.common.verify;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.namespace.tree.InvalidEditException;
import io.cairn.common.replay.EditReplayer;
import io.cairn.common.store.SideTable;
import io.cairn.common.store.image.ImageBase;
import io.cairn.common.store.image.ImageStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Replays edits on an image, in memory and without writing anything, to see that they fit it and lead to the next image.
 * Memory goes with the changes; if they outgrow their bound the rest is not looked at, and that is told. Confined to one
 * thread.
 */
final class DeepCheck {
    private static final long CACHE_BYTES = 16L << 20;
    private static final int UNIT_EDITS = 1000;

    private final Disk disk;
    private final long heapBytes;
    private final Findings findings;
    private final Watcher watcher;

    DeepCheck(Disk disk, long heapBytes, Findings findings, Watcher watcher) {
        this.disk = disk;
        this.heapBytes = heapBytes;
        this.findings = findings;
        this.watcher = watcher;
    }

    /** Replays up to the {@code other} image and compares with it. Returns the transactions replayed. */
    long compare(Path image, List<SegmentFile> segments, Path other, ImageCheck.Facts expected) throws IOException {
        return run(image, segments, expected.txid(), store -> {
            NamespaceDigest wanted = expected.digest().orElseThrow();
            if (store.digest().equals(wanted)) {
                return;
            }
            NamespaceDigest rest = ImageCheck.withoutKeys(store.digest(), store.entries(SideTable.KEYS));
            if (rest.equals(expected.digestWithoutKeys())) {
                findings.note(
                        other.toString(),
                        "has other delegation keys than the edits before it say, and agrees with them in all else:"
                                + " a NameNode of HDFS shortens the lives of keys without logging it");
                return;
            }
            findings.damage(
                    other.toString(),
                    -1,
                    "is not what image and edits before it lead to",
                    "namespace digest " + store.digest() + " (" + image + " and the edits up to " + expected.txid()
                            + ")",
                    wanted.toString(),
                    "do not restore from it; an older image and the edits behind it are good");
        });
    }

    /** Replays up to {@code txid}. Returns the transactions replayed. */
    long replay(Path image, List<SegmentFile> segments, long txid) throws IOException {
        return run(image, segments, txid, store -> {});
    }

    private interface Then {
        void look(ImageStore store);
    }

    private long run(Path image, List<SegmentFile> segments, long txid, Then then) throws IOException {
        try (ByteSource source = disk.open(image)) {
            if (ImageSummary.read(source).codec() != ImageCompression.NONE) {
                findings.note(image.toString(), "is compressed, so no edits were replayed on it");
                return 0;
            }
            ImageStore store = new ImageStore(ImageBase.open(source), CACHE_BYTES);
            long from = store.appliedTxid();
            long applied = new EditReplayer(
                            disk, new Namespace(store), UNIT_EDITS, at -> watcher.at("replay", at - from, txid - from))
                    .replay(segments, txid, () -> store.overlayBytes() > heapBytes / 3);
            if (applied < txid) {
                findings.note(
                        image.toString(),
                        "edits were replayed up to " + applied
                                + " only: the changes outgrow the memory; set CAIRN_HEAP=4g");
            } else {
                then.look(store);
            }
            return applied - from;
        } catch (InvalidEditException e) {
            findings.damage(
                    image.toString(),
                    -1,
                    "edits do not fit the image: " + e.getMessage(),
                    "",
                    "",
                    "cairn primary --recover shows what can be kept");
            return 0;
        }
    }
}
