package io.cairn.primary.wire.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.EditsManifest;
import io.cairn.common.transfer.OfferAnswer;
import io.cairn.common.transfer.OpenSegmentAnswer;
import io.cairn.common.transfer.PrimaryStatus;
import io.cairn.common.transfer.RollDigest;
import io.cairn.common.transfer.RollSignature;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.common.transfer.UploadOffer;
import io.cairn.common.transfer.WireStorageInfo;
import io.cairn.primary.service.DurablePart;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.checkpoint.ImageReceiver;
import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import io.cairn.primary.wire.http.Startup;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON calls of the checkpoint protocol: status, roll, manifest. Thread-safe: all fields are fixed. */
public final class CheckpointServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointServlet.class);

    private static final int OFFER_BYTES_MAX = 1 << 16;

    private final transient Startup<CheckpointAccess> startup;
    private final transient ObjectMapper json = new ObjectMapper();

    public CheckpointServlet(Startup<CheckpointAccess> startup) {
        this.startup = startup;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<CheckpointAccess> access = startup.result();
        String path = request.getServletPath();
        boolean changes = path.equals(TransferProtocol.ROLL) || path.equals(TransferProtocol.OFFER);
        String method = changes ? "POST" : "GET";
        if (!request.getMethod().equals(method)) {
            TransferErrors.send(response, 405, "METHOD_NOT_ALLOWED", path + " is asked with " + method);
        } else if (access.isEmpty()) {
            TransferErrors.send(
                    response, 503, "STARTING", "Starting: " + startup.phase() + ", " + startup.percent() + " %");
        } else {
            answer(path, request, response, access.get());
        }
    }

    private void answer(String path, HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException {
        try {
            switch (path) {
                case TransferProtocol.STATUS -> status(request, response, access);
                case TransferProtocol.ROLL -> roll(request, response, access);
                case TransferProtocol.OFFER -> offer(request, response, access);
                case TransferProtocol.EDITS -> edits(request, response, access);
                case TransferProtocol.OPEN -> open(request, response, access);
                default -> TransferErrors.send(response, 404, "NOT_FOUND", "There is no " + path);
            }
        } catch (TransferRefusedException e) {
            LOG.warn("{} refused: {}", path, e.getMessage());
            TransferErrors.send(response, e);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} failed", path, e);
            TransferErrors.send(response, 500, "FAILED", path + " failed: " + e.getMessage());
        }
    }

    private void status(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException {
        listen(request, access);
        send(
                response,
                new PrimaryStatus(
                        storageInfo(access),
                        access.namespace().lastWrittenTxid(),
                        access.namespace().durableTxid(),
                        access.namespace().segmentFirstTxid(),
                        access.state().imageTxid(),
                        access.namespace().safeMode().isOn(),
                        access.state().ageMillis(),
                        access.digests()
                                .newest()
                                .map(last -> new RollDigest(
                                        last.txid(), last.digest().toString()))
                                .orElse(null),
                        access.watch().provenTxid(),
                        access.lastRestore().orElse(null)));
    }

    /** Whoever says what it holds must be of our namespace: txids of another one would tell a lie about ours. */
    private static void listen(HttpServletRequest request, CheckpointAccess access) {
        String held = request.getParameter(TransferProtocol.HELD);
        String storageInfo = request.getParameter(TransferProtocol.STORAGE_INFO);
        if (TransferProtocol.HELD_NOTHING.equals(held)) {
            access.watch().heard(request.getRemoteAddr(), CheckpointWatch.NOTHING, CheckpointWatch.NOTHING);
        } else if (access.checkpoints().storageInfo().wireText().equals(storageInfo)) {
            long proven =
                    Numbers.parse(request.getParameter(TransferProtocol.PROVEN)).orElse(CheckpointWatch.NOTHING);
            boolean conflict = Boolean.parseBoolean(request.getParameter(TransferProtocol.CONFLICT));
            Numbers.parse(held)
                    .ifPresent(txid -> access.watch().heard(request.getRemoteAddr(), txid, proven, conflict));
        }
    }

    private void roll(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException {
        long imageTxid = access.state().imageTxid();
        long segmentFirstTxid = access.namespace().roll();
        LOG.info("Rolled on request: the segment being written begins at txid {}", segmentFirstTxid);
        if (Boolean.parseBoolean(request.getParameter(TransferProtocol.FOR_CHECKPOINT))) {
            access.digests().awaitImage(segmentFirstTxid - 1);
        }
        String digest = access.digests()
                .at(segmentFirstTxid - 1)
                .map(NamespaceDigest::toString)
                .orElse(null);
        send(response, new RollSignature(storageInfo(access), imageTxid, segmentFirstTxid, digest));
    }

    private void offer(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException, TransferRefusedException {
        byte[] body = request.getInputStream().readNBytes(OFFER_BYTES_MAX);
        UploadOffer offer;
        try {
            offer = json.readValue(body, UploadOffer.class);
        } catch (JsonProcessingException e) {
            throw new TransferRefusedException(Reason.BAD_REQUEST, "Not an offer: " + e.getOriginalMessage());
        }
        if (offer == null || offer.storageInfo() == null || offer.txid() < 0 || offer.length() <= 0) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST, "Needed: txid from 0, length above 0, md5, digest, storageInfo");
        }
        String id = access.receiver()
                .offer(new ImageReceiver.Upload(
                        offer.txid(),
                        offer.length(),
                        offer.storageInfo(),
                        Optional.ofNullable(offer.md5()),
                        Digests.parse(offer.digest())));
        send(response, new OfferAnswer(id));
    }

    private static WireStorageInfo storageInfo(CheckpointAccess access) {
        StorageInfo info = access.checkpoints().storageInfo();
        return new WireStorageInfo(
                info.layoutVersion().value(), info.namespaceId(), info.clusterId(), info.cTime(), info.blockPoolId());
    }

    private void open(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException {
        Optional<Long> asked = Numbers.parse(request.getParameter(TransferProtocol.START_TXID));
        DurablePart open = access.namespace().durablePart();
        boolean rolled = asked.isPresent() && asked.get() != open.range().firstTxid();
        long from = rolled
                ? 0
                : Numbers.parse(request.getParameter(TransferProtocol.FROM_BYTE))
                        .orElse(0L);
        if (from > open.bytes()) {
            TransferErrors.send(
                    response,
                    HttpServletResponse.SC_CONFLICT,
                    "CONFLICT",
                    "The segment being written begins with " + open.range().firstTxid() + " and has " + open.bytes()
                            + " durable bytes, not " + from);
            return;
        }
        try {
            String crc = access.checkpoints()
                    .crc32c(access.checkpoints().inProgress(open.range().firstTxid()), from);
            send(
                    response,
                    new OpenSegmentAnswer(open.range().firstTxid(), open.range().lastTxid(), open.bytes(), crc));
        } catch (TransferRefusedException e) {
            TransferErrors.send(response, e); // it was rolled in between
        }
    }

    private void edits(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws IOException {
        Optional<Long> since = Numbers.parse(request.getParameter(TransferProtocol.SINCE));
        if (since.isEmpty()) {
            TransferErrors.send(
                    response, 400, "BAD_REQUEST", "Needed: " + TransferProtocol.SINCE + "=TXID, a number from 0");
            return;
        }
        List<EditsManifest.Segment> segments = new ArrayList<>();
        for (SegmentFile segment : access.checkpoints().manifest(since.get(), TransferProtocol.MANIFEST_SEGMENTS_MAX)) {
            segments.add(new EditsManifest.Segment(
                    segment.firstTxid(),
                    segment.lastTxid(),
                    access.checkpoints().length(segment),
                    access.checkpoints().crc32c(segment)));
        }
        send(response, new EditsManifest(segments));
    }

    private void send(HttpServletResponse response, Object answer) throws IOException {
        byte[] body = json.writeValueAsBytes(answer);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        out.write(body);
        out.close();
    }
}
