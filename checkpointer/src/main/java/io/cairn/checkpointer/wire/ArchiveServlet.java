package io.cairn.checkpointer.wire;

import io.cairn.checkpointer.run.CheckpointDirectories;
import io.cairn.checkpointer.run.HeldArchive;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.ThrottledStream;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * {@code GET /checkpoint/archive}: one archive of an image and every edit here that leads on. It is written as it is sent,
 * so its length is not announced: that it is whole shows at its end, and a connection that was cut is no end. Thread-safe:
 * all fields are fixed.
 */
public final class ArchiveServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Disk disk;
    private final transient CheckpointDirectories directories;
    private final transient HeldImages images;
    private final transient InstantSource clock;
    private final long bytesPerSecond;

    /**
     * @param clock for the time in the archive, which is for display
     * @param bytesPerSecond most that one transfer sends; 0 for no limit
     */
    public ArchiveServlet(
            Disk disk, CheckpointDirectories directories, HeldImages images, InstantSource clock, long bytesPerSecond) {
        this.disk = disk;
        this.directories = directories;
        this.images = images;
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answers.run(request, response, 0, () -> send(request, response));
    }

    private void send(HttpServletRequest request, HttpServletResponse response) throws RefusedException, IOException {
        StorageInfo info = directories.storageInfo().orElseThrow(RefusedException::empty);
        boolean newest = request.getParameter(TransferProtocol.TXID) == null
                || TransferProtocol.TXID_LATEST.equals(request.getParameter(TransferProtocol.TXID));
        OptionalLong txid =
                newest ? OptionalLong.empty() : OptionalLong.of(Answers.number(request, TransferProtocol.TXID));
        HeldArchive archive = HeldArchive.plan(disk, directories.held(), images, info, txid, clock.instant())
                .orElseThrow(() -> RefusedException.notFound(
                        "There is no whole image" + (newest ? "" : " at txid " + txid.getAsLong())));
        try (archive) {
            String name = archive.writer().suggestedName();
            response.setContentType(TransferProtocol.OCTET_STREAM);
            response.setHeader(TransferProtocol.FILE_NAME_HEADER, name);
            response.setHeader("Content-Disposition", "attachment; filename=" + name);
            archive.writer().write(new ThrottledStream(response.getOutputStream(), bytesPerSecond), bytes -> {});
        }
    }
}
