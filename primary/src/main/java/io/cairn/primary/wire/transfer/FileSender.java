package io.cairn.primary.wire.transfer;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.transfer.Throttle;
import io.cairn.common.transfer.TransferProtocol;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a file, or the part of it that is asked for. Immutable. */
final class FileSender {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final long bytesPerSecond;

    /** @param bytesPerSecond most that one transfer sends; 0 for no limit */
    FileSender(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
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
            long first = 0;
            long end = source.length();
            String range = request.getHeader("Range");
            Matcher matcher = range == null ? null : RANGE.matcher(range);
            if (matcher != null && matcher.matches()) {
                first = Long.parseLong(matcher.group(1));
                if (!matcher.group(2).isEmpty()) {
                    end = Math.min(end, Long.parseLong(matcher.group(2)) + 1);
                }
                if (first >= end) {
                    response.reset();
                    response.setHeader("Content-Range", "bytes */" + source.length());
                    TransferErrors.send(
                            response, RANGE_NOT_SATISFIABLE, "BAD_RANGE", name + " has " + source.length() + " bytes");
                    return;
                }
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setHeader("Content-Range", "bytes " + first + "-" + (end - 1) + "/" + source.length());
            }
            response.setContentLengthLong(end - first);
            copy(source, first, end, response.getOutputStream());
        }
    }

    private void copy(ByteSource source, long first, long end, OutputStream out) throws IOException {
        byte[] buffer = new byte[TransferProtocol.BUFFER_BYTES];
        Throttle throttle = new Throttle(bytesPerSecond);
        long position = first;
        while (position < end) {
            int count = (int) Math.min(buffer.length, end - position);
            source.readFully(position, buffer, 0, count);
            throttle.moved(count);
            out.write(buffer, 0, count);
            position += count;
        }
        out.close();
    }
}
