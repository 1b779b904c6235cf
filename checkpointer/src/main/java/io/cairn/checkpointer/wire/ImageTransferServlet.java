package io.cairn.checkpointer.wire;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.FilePart;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Hands out images and finalised segments as the primary's servlet of that name does (spec storage.md §6.1), with ranges
 * besides; takes none. What is being sent is on lease, so retention leaves it. Thread-safe: all fields are fixed.
 */
public final class ImageTransferServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    /** HDFS's status for whatever is missing, unknown or cannot be read. */
    private static final int GONE = 410;

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final transient CheckpointDirectories directories;
    private final transient HeldImages images;
    private final long bytesPerSecond;

    /** @param bytesPerSecond most that one transfer sends; 0 for no limit */
    public ImageTransferServlet(CheckpointDirectories directories, HeldImages images, long bytesPerSecond) {
        this.directories = directories;
        this.images = images;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, GONE, () -> get(request, response));
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.error(response, 405, "METHOD_NOT_ALLOWED", "A checkpointer takes no images; send them to the primary");
    }

    private void get(HttpServletRequest request, HttpServletResponse response) throws RefusedException, IOException {
        boolean image = request.getParameter(TransferProtocol.GET_IMAGE) != null;
        boolean edits = request.getParameter(TransferProtocol.GET_EDIT) != null;
        if (image == edits) {
            throw RefusedException.badRequest(
                    "Needed: either " + TransferProtocol.GET_IMAGE + "=1 or " + TransferProtocol.GET_EDIT + "=1");
        }
        StorageInfo own = directories.storageInfo().orElseThrow(RefusedException::empty);
        String claimed = request.getParameter(TransferProtocol.STORAGE_INFO);
        if (claimed != null && !claimed.equals(own.wireText())) {
            throw RefusedException.wrongStorage();
        }
        if (image) {
            sendImage(request, response);
        } else {
            sendEdits(request, response);
        }
    }

    private void sendImage(HttpServletRequest request, HttpServletResponse response)
            throws RefusedException, IOException {
        HeldFiles held = directories.held();
        Leases.Lease lease;
        ImageFile image;
        // All is held until it is known what is wanted, so that it cannot go in between.
        Leases.Lease all = held.hold(0);
        try (all) {
            image = wanted(request);
            lease = held.hold(image.txid());
        }
        try (lease) {
            images.md5(image).ifPresent(md5 -> response.setHeader(TransferProtocol.MD5_HEADER, md5));
            images.digest(image)
                    .ifPresent(digest -> response.setHeader(TransferProtocol.DIGEST_HEADER, digest.toString()));
            send(image.path(), request, response);
        }
    }

    /** A whole copy if there is one; else one without MD5 or digest, which the one who asks cannot prove. */
    private ImageFile wanted(HttpServletRequest request) throws RefusedException, IOException {
        HeldFiles held = directories.held();
        if (TransferProtocol.TXID_LATEST.equals(request.getParameter(TransferProtocol.TXID))) {
            Optional<ImageFile> whole = images.newest();
            return (whole.isPresent() ? whole : held.newestImage())
                    .orElseThrow(() -> RefusedException.notFound("There is no image"));
        }
        long txid = Answers.number(request, TransferProtocol.TXID);
        Optional<ImageFile> whole = images.whole(txid);
        return (whole.isPresent() ? whole : held.image(txid))
                .orElseThrow(() -> RefusedException.notFound("There is no image at txid " + txid));
    }

    private void sendEdits(HttpServletRequest request, HttpServletResponse response)
            throws RefusedException, IOException {
        long first = Answers.number(request, TransferProtocol.START_TXID);
        long last = Answers.number(request, TransferProtocol.END_TXID);
        HeldFiles held = directories.held();
        Leases.Lease lease = held.hold(last);
        try (lease) {
            SegmentFile segment = held.segment(first, last)
                    .orElseThrow(() ->
                            RefusedException.notFound("There is no segment " + FileNames.finalizedEdits(first, last)));
            send(segment.path(), request, response);
        }
    }

    private void send(Path file, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (ByteSource source = directories.held().open(file)) {
            String name = String.valueOf(file.getFileName());
            FilePart part = FilePart.of(request.getHeader("Range"), source.length());
            if (!part.isSatisfiable()) {
                response.reset();
                response.setHeader("Content-Range", part.contentRange());
                response.setStatus(RANGE_NOT_SATISFIABLE);
                return;
            }
            response.setContentType(TransferProtocol.OCTET_STREAM);
            response.setHeader(TransferProtocol.FILE_NAME_HEADER, name);
            response.setHeader("Content-Disposition", "attachment; filename=" + name);
            response.setHeader("Accept-Ranges", "bytes");
            if (part.ranged()) {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader("Content-Range", part.contentRange());
            }
            response.setContentLengthLong(part.bytes());
            OutputStream out = response.getOutputStream();
            part.copy(source, out, bytesPerSecond);
            out.close();
        }
    }
}
