package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException.Kind;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Walks the frames of a segment and checks their checksums, without a look at opcodes or bodies; works for every layout
 * since −56. Holds a window of the file, which grows only when a frame is larger. Does not close the source. Confined to
 * one thread.
 */
public final class FrameReader {
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle I64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int WINDOW_BYTES = 512 * 1024;

    /** No txid gets there; spares the scan for intact frames a checksum over most random bytes. */
    private static final long PLAUSIBLE_TXID_MAX = 1L << 56;

    /** More {@code FF} than a frame is likely to have in a row. */
    private static final int SPACE_BYTES_MIN = 16;

    private enum Check {
        GOOD,
        CUT,
        NO_OPCODE,
        BAD_LENGTH,
        BAD_CHECKSUM
    }

    private final ByteSource source;
    private final long length;
    private final int frameBytesMax;
    private final CRC32 crc = new CRC32();
    private final OpFrame frame = new OpFrame();
    private byte[] window;
    private long windowStart;
    private int windowBytes;
    private long position;
    private long lastTxid = CorruptEditException.NO_TXID;
    private SegmentTail tail = SegmentTail.CLEAN;

    /**
     * @param position where the first frame starts
     * @param frameBytesMax larger frames are taken for damage
     */
    public FrameReader(ByteSource source, long position, int frameBytesMax) {
        this.source = source;
        this.length = source.length();
        this.frameBytesMax = frameBytesMax;
        this.position = position;
        this.window = new byte[(int) Math.min(WINDOW_BYTES, length)];
    }

    /**
     * Moves to the next frame.
     *
     * @return false at the end: of the file, or where padding starts
     * @throws CorruptEditException at anything else; the position stays, and {@link #resync} may find what comes after
     */
    public boolean next() throws IOException {
        if (position >= length) {
            tail = SegmentTail.CLEAN;
            return false;
        }
        need(position, 1);
        if (window[at(position)] == EditsFormat.TERMINATOR) {
            checkPadding();
            tail = SegmentTail.PADDED;
            return false;
        }
        Check check = check(position);
        if (check != Check.GOOD) {
            throw corrupt(position, expectation(check), finding(check));
        }
        accept();
        return true;
    }

    /**
     * Moves to the next intact frame that starts at least one byte further on than the place where reading failed.
     *
     * @return false if there is none up to the end of the file; the position then is the end
     */
    public boolean resync() throws IOException {
        position = intactAfter(position);
        if (position >= length) {
            return false;
        }
        accept();
        return true;
    }

    /** Goes back to the start of the current frame, so that {@link #resync} looks behind it. */
    void reject() {
        position = frame.offset();
    }

    /** The frame that {@link #next} or {@link #resync} found. */
    public OpFrame frame() {
        return frame;
    }

    /** Where the next frame starts, or would. */
    public long position() {
        return position;
    }

    /** How the segment ended; meant after {@link #next} returned false. */
    public SegmentTail tail() {
        return tail;
    }

    /** An exception for a place in the current file, that tells damage from a torn tail by what is there and what comes after. */
    private CorruptEditException corrupt(long offset, String expected, String found) throws IOException {
        boolean last = intactAfter(position) >= length;
        Kind kind = last && isUnfinished(position) ? Kind.TORN : Kind.DAMAGED;
        return new CorruptEditException(kind, source.name(), offset, lastTxid, expected, found);
    }

    /**
     * True if a write that stopped half way can have left what is at {@code offset}, behind which nothing is intact: the
     * frame's end is missing, or a sector within. If all of its bytes were written, and yet it is wrong, it was changed
     * afterwards.
     */
    private boolean isUnfinished(long offset) throws IOException {
        long written = LostSectors.writtenEnd(source, offset, true);
        if (written < offset + EditsFormat.TXID_OFFSET || LostSectors.any(source, offset, written)) {
            return true;
        }
        need(offset, EditsFormat.TXID_OFFSET);
        long frameBytes = (long) lengthAt(offset) + EditsFormat.UNCOUNTED_BYTES;
        if (frameBytes < EditsFormat.FRAME_BYTES_MIN || frameBytes > frameBytesMax) {
            // Nothing was written here, but something behind.
            return window[at(offset)] == EditsFormat.TERMINATOR && lengthAt(offset) == -1;
        }
        long end = offset + frameBytes;
        long notPadding = LostSectors.writtenEnd(source, offset, false);
        if (end > length) {
            // Space is made before a frame is written: where some is left, none was needed.
            return length - notPadding < SPACE_BYTES_MIN;
        }
        return notPadding < end || (written < end && LostSectors.sectorEnd(written - 1) < end);
    }

    private void accept() throws IOException {
        need(position, EditsFormat.FRAME_BYTES_MIN);
        int bodyBytes = lengthAt(position) - EditsFormat.LENGTH_MIN;
        need(position, EditsFormat.FRAME_BYTES_MIN + bodyBytes);
        int at = at(position);
        frame.set(position, window[at], txidAt(position), window, at + EditsFormat.BODY_OFFSET, bodyBytes);
        lastTxid = frame.txid();
        position = frame.endOffset();
    }

    private Check check(long offset) throws IOException {
        long left = length - offset;
        need(offset, 1);
        if (window[at(offset)] < 0) {
            return Check.NO_OPCODE;
        }
        if (left < EditsFormat.FRAME_BYTES_MIN) {
            return Check.CUT;
        }
        need(offset, EditsFormat.FRAME_BYTES_MIN);
        long frameBytes = (long) lengthAt(offset) + EditsFormat.UNCOUNTED_BYTES;
        if (frameBytes < EditsFormat.FRAME_BYTES_MIN || frameBytes > frameBytesMax) {
            return Check.BAD_LENGTH;
        }
        if (frameBytes > left) {
            return Check.CUT;
        }
        need(offset, (int) frameBytes);
        return checksum(offset, (int) frameBytes) == storedChecksum(offset, (int) frameBytes)
                ? Check.GOOD
                : Check.BAD_CHECKSUM;
    }

    /** Offset of the first intact frame behind {@code offset}, or the file's length. */
    private long intactAfter(long offset) throws IOException {
        for (long candidate = offset + 1; candidate <= length - EditsFormat.FRAME_BYTES_MIN; candidate++) {
            need(candidate, EditsFormat.FRAME_BYTES_MIN);
            if (isPlausible(candidate) && check(candidate) == Check.GOOD) {
                return candidate;
            }
        }
        return length;
    }

    private boolean isPlausible(long offset) {
        int frameLength = lengthAt(offset);
        long txid = txidAt(offset);
        return window[at(offset)] >= 0
                && frameLength >= EditsFormat.LENGTH_MIN
                && frameLength <= length - offset
                && txid >= 0
                && txid < PLAUSIBLE_TXID_MAX;
    }

    private void checkPadding() throws IOException {
        long offset = position + 1;
        while (offset < length) {
            need(offset, 1);
            int stop = windowBytes;
            for (int i = at(offset); i < stop; i++) {
                if (window[i] != 0 && window[i] != EditsFormat.TERMINATOR) {
                    throw corrupt(
                            windowStart + i,
                            "nothing but padding (FF and 00) after the end mark at offset " + position,
                            "byte " + (window[i] & 0xFF));
                }
            }
            offset = windowStart + stop;
        }
    }

    private String expectation(Check check) {
        return switch (check) {
            case CUT ->
                position + EditsFormat.FRAME_BYTES_MIN > length
                        ? "a frame of at least " + EditsFormat.FRAME_BYTES_MIN + " bytes"
                        : "a frame of " + (lengthAt(position) + (long) EditsFormat.UNCOUNTED_BYTES) + " bytes";
            case NO_OPCODE -> "an opcode or the end mark";
            case BAD_LENGTH -> "a frame of " + EditsFormat.FRAME_BYTES_MIN + " to " + frameBytesMax + " bytes";
            case BAD_CHECKSUM, GOOD -> "CRC-32 " + hex(checksum(position, frameBytesAt(position)));
        };
    }

    private String finding(Check check) {
        return switch (check) {
            case CUT -> "only " + (length - position) + " bytes before the end of the file";
            case NO_OPCODE -> "byte " + (window[at(position)] & 0xFF);
            case BAD_LENGTH -> "length field " + lengthAt(position);
            case BAD_CHECKSUM, GOOD -> hex(storedChecksum(position, frameBytesAt(position)));
        };
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }

    private int checksum(long offset, int frameBytes) {
        crc.reset();
        crc.update(window, at(offset), frameBytes - EditsFormat.CHECKSUM_BYTES);
        return (int) crc.getValue();
    }

    private int storedChecksum(long offset, int frameBytes) {
        return (int) I32.get(window, at(offset) + frameBytes - EditsFormat.CHECKSUM_BYTES);
    }

    private int frameBytesAt(long offset) {
        return lengthAt(offset) + EditsFormat.UNCOUNTED_BYTES;
    }

    private int lengthAt(long offset) {
        return (int) I32.get(window, at(offset) + EditsFormat.LENGTH_OFFSET);
    }

    private long txidAt(long offset) {
        return (long) I64.get(window, at(offset) + EditsFormat.TXID_OFFSET);
    }

    private int at(long offset) {
        return (int) (offset - windowStart);
    }

    /** Brings bytes that the file has into the window. */
    private void need(long offset, int count) throws IOException {
        if (offset < windowStart || offset + count > windowStart + windowBytes) {
            slideTo(offset, count);
        }
    }

    private void slideTo(long offset, int count) throws IOException {
        byte[] target = count > window.length ? new byte[count] : window;
        int kept = 0;
        if (offset >= windowStart && offset < windowStart + windowBytes) {
            kept = windowBytes - at(offset);
            System.arraycopy(window, at(offset), target, 0, kept);
        }
        window = target;
        windowStart = offset;
        windowBytes = kept;
        int wanted = (int) Math.min(window.length, length - offset);
        source.readFully(offset + kept, window, kept, wanted - kept);
        windowBytes = wanted;
    }
}
