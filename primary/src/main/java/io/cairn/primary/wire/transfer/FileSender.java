package io.cairn.primary.wire.transfer;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.transfer.FilePart;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Sends a file, or the part of it that is asked for. Immutable. */
final class FileSender {
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final long bytesPerSecond;

    /** @param bytesPerSecond most that one transfer sends; 0 for no limit */
    FileSender(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Sends bytes of a file that is still being written.
     *
     * @param source is closed
     * @param part all of it is there and will not change
     */
    void send(ByteSource source, FilePart part, HttpServletResponse response) throws IOException {
        try (source) {
            response.setContentType(TransferProtocol.OCTET_STREAM);
            response.setContentLengthLong(part.bytes());
            OutputStream out = response.getOutputStream();
            part.copy(source, out, bytesPerSecond);
            out.close();
        }
    }

    /** @param source is closed */
    void send(ByteSource source, Path file, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (source) {
            String name = String.valueOf(file.getFileName());
            response.setContentType(TransferProtocol.OCTET_STREAM);
            response.setHeader(TransferProtocol.FILE_NAME_HEADER, name);
            response.setHeader("Content-Disposition", "attachment; filename=" + name);
            response.setHeader("Accept-Ranges", "bytes");
            FilePart part = FilePart.of(request.getHeader("Range"), source.length());
            if (!part.isSatisfiable()) {
                response.reset();
                response.setHeader("Content-Range", part.contentRange());
                TransferErrors.send(
                        response, RANGE_NOT_SATISFIABLE, "BAD_RANGE", name + " has " + source.length() + " bytes");
                return;
            }
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
