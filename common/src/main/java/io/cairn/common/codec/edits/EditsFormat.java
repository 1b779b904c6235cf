package io.cairn.common.codec.edits;

import io.cairn.common.model.LayoutVersion;

/**
 * Byte layout of an edits segment and its constants. All integers are big-endian two's complement. Source: spec edits.md
 * §1, checked against segments written by Hadoop 3.5.0 (layout −67). Stateless.
 *
 * <table>
 * <caption>Segment</caption>
 * <tr><th>offset</th><th>size</th><th>content</th></tr>
 * <tr><td>0</td><td>4</td><td>layout version</td></tr>
 * <tr><td>4</td><td>4</td><td>layout flags, always 0</td></tr>
 * <tr><td>8</td><td>…</td><td>frames, back to back</td></tr>
 * <tr><td>…</td><td>…</td><td>optional padding: {@code FF} first, then only {@code FF} and {@code 00}</td></tr>
 * </table>
 *
 * <table>
 * <caption>Frame, since layout −56</caption>
 * <tr><th>offset</th><th>size</th><th>content</th></tr>
 * <tr><td>0</td><td>1</td><td>opcode, 0 to 127</td></tr>
 * <tr><td>1</td><td>4</td><td>length: 12 + body bytes (itself, txid and body; neither opcode nor checksum)</td></tr>
 * <tr><td>5</td><td>8</td><td>txid</td></tr>
 * <tr><td>13</td><td>length − 12</td><td>body, see {@link OpCodecs}</td></tr>
 * <tr><td>1 + length</td><td>4</td><td>CRC-32 (IEEE 802.3) of everything before it in the frame</td></tr>
 * </table>
 */
public final class EditsFormat {
    /** Bytes before the first frame. */
    public static final int HEADER_BYTES = 8;

    /** The opcode byte that marks the end; also what preallocated space is filled with. */
    public static final byte TERMINATOR = -1;

    /** Offset of the length within a frame. */
    public static final int LENGTH_OFFSET = 1;

    /** Offset of the txid within a frame. */
    public static final int TXID_OFFSET = 5;

    /** Offset of the body within a frame. */
    public static final int BODY_OFFSET = 13;

    /** Bytes of the checksum that ends a frame. */
    public static final int CHECKSUM_BYTES = 4;

    /** Bytes of the smallest frame, one without body. */
    public static final int FRAME_BYTES_MIN = BODY_OFFSET + CHECKSUM_BYTES;

    /** Largest frame unless configured otherwise ({@code dfs.namenode.max.op.size}). */
    public static final int FRAME_BYTES_MAX = 52_428_800;

    /** What a frame's length field does not count: opcode and checksum. */
    public static final int UNCOUNTED_BYTES = 1 + CHECKSUM_BYTES;

    /** The length field of a frame without body. */
    public static final int LENGTH_MIN = 12;

    /** First layout whose frames have a length, and so can be walked without knowing the ops. */
    public static final LayoutVersion FIRST_FRAMED = new LayoutVersion(-56);

    private EditsFormat() {}

    /** True if frames of this layout can be walked; newer ones than we know are included. */
    static boolean isFramed(LayoutVersion layout) {
        return layout.atLeast(FIRST_FRAMED);
    }
}
