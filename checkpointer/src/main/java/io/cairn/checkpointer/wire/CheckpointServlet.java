package io.cairn.checkpointer.wire;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Pin;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.common.transfer.WireStorageInfo;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON calls about what lies here: {@code GET /checkpoint/status} and {@code /checkpoint/edits} as the primary
 * answers them, and {@code /checkpoint/images}, whose images can be pinned, which is audited. Thread-safe: all fields are
 * fixed.
 */
public final class CheckpointServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointServlet.class);

    private final transient CheckpointDirectories directories;
    private final transient HeldImages images;
    private final transient InstantSource clock;

    /** @param clock for the age of the newest image, which is for display */
    public CheckpointServlet(CheckpointDirectories directories, HeldImages images, InstantSource clock) {
        this.directories = directories;
        this.images = images;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> {
            StorageInfo info = directories.storageInfo().orElseThrow(RefusedException::empty);
            String path = request.getServletPath();
            switch (path) {
                case TransferProtocol.STATUS -> Answers.send(response, 200, status(wire(info)));
                case TransferProtocol.EDITS ->
                    Answers.send(response, 200, edits(Answers.number(request, TransferProtocol.SINCE)));
                case TransferProtocol.IMAGES -> Answers.send(response, 200, images(request, info));
                default -> throw RefusedException.notFound("There is no " + path);
            }
        });
    }

    private Object images(HttpServletRequest request, StorageInfo info) throws RefusedException, IOException {
        String below = request.getPathInfo();
        if (below == null || below.equals("/")) {
            return images.list(wire(info));
        }
        long txid = Answers.number("a txid behind " + TransferProtocol.IMAGES + "/", below.substring(1));
        return images.check(txid).orElseThrow(() -> noImage(txid));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> {
            long txid = pinned(request);
            OperatorChange change = Answers.change(request, "pinCheckpoint");
            Pin pin = new Pin(clock.instant(), change.reason());
            carryOut(change, txid, () -> images.pin(txid, pin));
            LOG.info("Image {} is pinned: {}", txid, pin.reason());
            Answers.send(response, 200, Map.of(TransferProtocol.TXID, txid, "pinned", true));
        });
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> {
            long txid = pinned(request);
            OperatorChange change = Answers.change(request, "unpinCheckpoint");
            carryOut(change, txid, () -> images.unpin(txid));
            LOG.info("Image {} is no longer pinned: {}", txid, change.reason());
            Answers.send(response, 200, Map.of(TransferProtocol.TXID, txid, "pinned", false));
        });
    }

    /** Pins or unpins; answers false if there is no such image. */
    @FunctionalInterface
    private interface Pinning {
        boolean run() throws IOException;
    }

    /** Audited also if it fails: it may then have been done in one of several directories. */
    private void carryOut(OperatorChange change, long txid, Pinning pinning) throws RefusedException, IOException {
        String before = pinOf(txid);
        try {
            if (!pinning.run()) {
                throw noImage(txid);
            }
        } catch (IOException e) {
            change.done(before, "failed: " + e.getMessage());
            throw e;
        }
        change.done(before, pinOf(txid));
    }

    /** For the audit log. */
    private String pinOf(long txid) throws IOException {
        Optional<ImageList.Image> image = images.find(txid);
        if (image.isEmpty()) {
            return "no image " + txid;
        }
        String reason = image.get().pinReason();
        return "image " + txid
                + (image.get().pinned() ? " pinned" + (reason == null ? "" : ": " + reason) : " not pinned");
    }

    /** Which image a call to {@code /checkpoint/images/N/pin} means. */
    private static long pinned(HttpServletRequest request) throws RefusedException {
        String below = request.getPathInfo();
        if (!request.getServletPath().equals(TransferProtocol.IMAGES)
                || below == null
                || !below.endsWith(TransferProtocol.PIN)) {
            throw RefusedException.notFound(request.getMethod() + " is for " + TransferProtocol.IMAGES + "/TXID"
                    + TransferProtocol.PIN + ", not for " + request.getRequestURI());
        }
        return Answers.number(
                "a txid behind " + TransferProtocol.IMAGES + "/",
                below.substring(1, Math.max(1, below.length() - TransferProtocol.PIN.length())));
    }

    private static RefusedException noImage(long txid) {
        return RefusedException.notFound("There is no image at txid " + txid + "; those there are: GET "
                + TransferProtocol.IMAGES + ", or cairn checkpoints list");
    }

    /** The primary's form, so that one client reads both: what was written is what is held, and no segment is open. */
    private PrimaryStatus status(WireStorageInfo info) throws RefusedException, IOException {
        ImageFile newest = images.newest().orElseThrow(RefusedException::empty);
        long held = images.heldTxid();
        long age = clock.millis() - images.mtimeMillis(newest);
        return new PrimaryStatus(info, held, held, held + 1, newest.txid(), false, Math.max(0, age), null, null, null);
    }

    private EditsManifest edits(long since) throws IOException {
        HeldFiles held = directories.held();
        List<EditsManifest.Segment> segments = new ArrayList<>();
        for (SegmentFile segment : held.manifest(since, TransferProtocol.MANIFEST_SEGMENTS_MAX)) {
            segments.add(new EditsManifest.Segment(
                    segment.firstTxid(), segment.lastTxid(), held.length(segment.path()), held.crc32c(segment)));
        }
        return new EditsManifest(segments);
    }

    private static WireStorageInfo wire(StorageInfo info) {
        return new WireStorageInfo(
                info.layoutVersion().value(), info.namespaceId(), info.clusterId(), info.cTime(), info.blockPoolId());
    }
}
