package io.cairn.primary.wire.transfer;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.transfer.FilePart;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.service.DurablePart;
import io.cairn.primary.service.checkpoint.ImageReceiver;
import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import io.cairn.primary.wire.http.Startup;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out images and finalised segments and takes finished checkpoints, as HDFS's servlet of that name (spec storage.md
 * §6), with ranges besides. Thread-safe: all fields are fixed.
 */
public final class ImageTransferServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ImageTransferServlet.class);

    private final transient Startup<CheckpointAccess> startup;
    private final transient FileSender sender;

    /** @param bytesPerSecond most that one transfer sends; 0 for no limit */
    public ImageTransferServlet(Startup<CheckpointAccess> startup, long bytesPerSecond) {
        this.startup = startup;
        this.sender = new FileSender(bytesPerSecond);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        run(request, response, access -> get(request, response, access));
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        run(request, response, access -> put(request, response, access));
    }

    /** One kind of transfer. */
    private interface Transfer {
        void run(CheckpointAccess access) throws TransferRefusedException, IOException;
    }

    private void run(HttpServletRequest request, HttpServletResponse response, Transfer transfer) throws IOException {
        Optional<CheckpointAccess> access = startup.result();
        if (access.isEmpty()) {
            TransferErrors.send(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    "STARTING",
                    "Starting: " + startup.phase() + ", " + startup.percent() + " %");
            return;
        }
        try {
            transfer.run(access.get());
        } catch (TransferRefusedException e) {
            LOG.warn("{} {} refused: {}", request.getMethod(), request.getQueryString(), e.getMessage());
            TransferErrors.send(response, e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} {} failed", request.getMethod(), request.getQueryString(), e);
            if (response.isCommitted()) {
                throw e;
            }
            TransferErrors.send(response, TransferErrors.GONE, "FAILED", "The transfer failed: " + e.getMessage());
        }
    }

    private void get(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws TransferRefusedException, IOException {
        boolean image = request.getParameter(TransferProtocol.GET_IMAGE) != null;
        boolean edits = request.getParameter(TransferProtocol.GET_EDIT) != null;
        if (image == edits) {
            throw bad("Needed: either " + TransferProtocol.GET_IMAGE + "=1 or " + TransferProtocol.GET_EDIT + "=1");
        }
        access.checkpoints().requireOurs(Optional.ofNullable(request.getParameter(TransferProtocol.STORAGE_INFO)));
        if (image) {
            sendImage(request, response, access);
        } else {
            sendEdits(request, response, access);
        }
    }

    private void sendImage(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws TransferRefusedException, IOException {
        String txid = request.getParameter(TransferProtocol.TXID);
        boolean latest = TransferProtocol.TXID_LATEST.equals(txid);
        long wanted = latest ? access.state().imageTxid() : number(request, TransferProtocol.TXID);
        Leases.Lease held = access.checkpoints().hold(wanted);
        try (held) {
            ImageFile image = latest
                    ? access.checkpoints().newestImage()
                    : access.checkpoints().image(wanted);
            Optional<String> md5 = access.checkpoints().md5(image);
            md5.ifPresent(digits -> response.setHeader(TransferProtocol.MD5_HEADER, digits));
            access.checkpoints()
                    .digest(image)
                    .ifPresent(digest -> response.setHeader(TransferProtocol.DIGEST_HEADER, digest.toString()));
            sender.send(access.checkpoints().open(image.path()), image.path(), request, response);
        }
    }

    private void sendEdits(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws TransferRefusedException, IOException {
        long first = number(request, TransferProtocol.START_TXID);
        if (Boolean.parseBoolean(request.getParameter(TransferProtocol.IN_PROGRESS_OK))) {
            sendOpen(first, request, response, access);
            return;
        }
        long last = number(request, TransferProtocol.END_TXID);
        Leases.Lease held = access.checkpoints().hold(last);
        try (held) {
            SegmentFile segment = access.checkpoints().segment(first, last);
            sender.send(access.checkpoints().open(segment.path()), segment.path(), request, response);
        }
    }

    /** Bytes that are durable never change, and stay in the file when it is renamed while they are read. */
    private void sendOpen(long first, HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws TransferRefusedException, IOException {
        long from = number(request, TransferProtocol.FROM_BYTE);
        long to = number(request, TransferProtocol.TO_BYTE);
        DurablePart open = access.namespace().durablePart();
        if (open.range().firstTxid() != first || from > to || to > open.bytes()) {
            throw new TransferRefusedException(
                    Reason.NOT_FOUND,
                    "Bytes " + from + " to " + to + " of the segment that begins with " + first
                            + " cannot be had: being written is " + open.range() + ", with " + open.bytes()
                            + " durable bytes");
        }
        Leases.Lease held = access.checkpoints().hold(first);
        try (held) {
            Path file = access.checkpoints().inProgress(first);
            sender.send(access.checkpoints().open(file), new FilePart(from, to, to, false), response);
        }
    }

    /** The parameters are in the query; the body must stay untouched until the upload is wanted. */
    private static void put(HttpServletRequest request, HttpServletResponse response, CheckpointAccess access)
            throws TransferRefusedException, IOException {
        long txid = number(request, TransferProtocol.TXID);
        long length = number(request, TransferProtocol.FILE_LENGTH);
        String storageInfo = request.getParameter(TransferProtocol.STORAGE_INFO);
        String kind = request.getParameter(TransferProtocol.IMAGE_FILE);
        if (storageInfo == null) {
            throw bad("Needed: " + TransferProtocol.STORAGE_INFO);
        }
        if (length == 0) {
            throw bad("Needed: " + TransferProtocol.FILE_LENGTH + " above 0");
        }
        if (kind != null && !kind.equals(TransferProtocol.IMAGE_FILE_IMAGE)) {
            throw bad("Only " + TransferProtocol.IMAGE_FILE + "=" + TransferProtocol.IMAGE_FILE_IMAGE
                    + " is taken, not " + kind);
        }
        Optional<String> md5 = Optional.ofNullable(request.getHeader(TransferProtocol.MD5_HEADER));
        ImageReceiver.Upload upload = new ImageReceiver.Upload(
                txid, length, storageInfo, md5, Digests.parse(request.getHeader(TransferProtocol.DIGEST_HEADER)));
        NamespaceDigest digest =
                access.receiver().receive(announced(request, upload, access), request.getInputStream());
        access.watch().proven(txid, Optional.of(digest.toString()), "checkpointer at " + request.getRemoteAddr());
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentLength(0);
    }

    /** The upload as it was announced, if it was; it has to be the same image. */
    private static ImageReceiver.Upload announced(
            HttpServletRequest request, ImageReceiver.Upload upload, CheckpointAccess access)
            throws TransferRefusedException {
        String id = request.getParameter(TransferProtocol.UPLOAD_ID);
        if (id == null) {
            return upload;
        }
        ImageReceiver.Upload offered = access.receiver().offered(id);
        if (offered.txid() != upload.txid() || offered.length() != upload.length()) {
            throw bad("Announced as upload " + id + " was an image at txid " + offered.txid() + " of "
                    + offered.length() + " bytes");
        }
        return offered;
    }

    private static long number(HttpServletRequest request, String name) throws TransferRefusedException {
        return Numbers.parse(request.getParameter(name))
                .orElseThrow(() -> bad("Needed: " + name + ", a whole number from 0"));
    }

    private static TransferRefusedException bad(String message) {
        return new TransferRefusedException(Reason.BAD_REQUEST, message);
    }
}
