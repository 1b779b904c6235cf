package io.cairn.common.transfer;

import io.cairn.common.bytes.ByteSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a file a request wants: all, or those of a {@code Range} header of the form {@code bytes=A-B} or {@code
 * bytes=A-}. A header of any other form counts as none, as HTTP allows. Immutable.
 *
 * @param first offset of the first byte, inclusive
 * @param end offset behind the last byte, exclusive; at most {@code first} when the file has none of the bytes wanted
 * @param length bytes of the whole file
 * @param ranged true if a range was asked for
 */
public record FilePart(long first, long end, long length, boolean ranged) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

    /** @param header the {@code Range} header; null for none */
    public static FilePart of(@Nullable String header, long length) {
        Matcher range = RANGE.matcher(header == null ? "" : header);
        if (!range.matches()) {
            return new FilePart(0, length, length, false);
        }
        long first = Long.parseLong(range.group(1));
        long end = range.group(2).isEmpty() ? length : Math.min(length, Long.parseLong(range.group(2)) + 1);
        return new FilePart(first, end, length, true);
    }

    /** False for a range that the file has no byte of: the answer is 416. */
    public boolean isSatisfiable() {
        return !ranged || first < end;
    }

    /** Bytes to be sent. */
    public long bytes() {
        return end - first;
    }

    /** Value of the {@code Content-Range} header. */
    public String contentRange() {
        return isSatisfiable() ? "bytes " + first + "-" + (end - 1) + "/" + length : "bytes */" + length;
    }

    /**
     * Writes the part to {@code out}, which stays open.
     *
     * @param bytesPerSecond most that is sent; 0 for no limit
     */
    public void copy(ByteSource source, OutputStream out, long bytesPerSecond) throws IOException {
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
    }
}
