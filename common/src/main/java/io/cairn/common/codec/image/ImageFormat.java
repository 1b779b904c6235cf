package io.cairn.common.codec.image;

import java.nio.charset.StandardCharsets;

/**
 * Layout of an fsimage. Source: spec fsimage.md §1 and §2, checked against files written by Hadoop 3.5.0.
 *
 * <table>
 * <caption>File</caption>
 * <tr><th>offset</th><th>size</th><th>meaning</th></tr>
 * <tr><td>0</td><td>8</td><td>magic {@code HDFSIMG1}</td></tr>
 * <tr><td>8</td><td>…</td><td>sections back to back, each a run of delimited messages, compressed on its own if the
 * image has a codec</td></tr>
 * <tr><td>…</td><td>≥ 0</td><td>compressed images only: bytes of no section that the writer left</td></tr>
 * <tr><td>length − 4 − trailer</td><td>trailer</td><td>delimited FileSummary, never compressed</td></tr>
 * <tr><td>length − 4</td><td>4</td><td>trailer, i32 big-endian: bytes of the delimited FileSummary with its
 * varint</td></tr>
 * </table>
 *
 * <table>
 * <caption>FileSummary</caption>
 * <tr><th>field</th><th>type</th><th>meaning</th></tr>
 * <tr><td>1</td><td>uint32</td><td>on-disk version, 1</td></tr>
 * <tr><td>2</td><td>uint32</td><td>layout version, the int32 as unsigned varint of 5 bytes</td></tr>
 * <tr><td>3</td><td>string</td><td>codec, absent if none</td></tr>
 * <tr><td>4</td><td>repeated</td><td>section: 1 name, 2 length in the file, 3 offset</td></tr>
 * </table>
 *
 * <p>"Delimited" is a varint with the length of the message, then the message.
 */
public final class ImageFormat {
    /** Length of the magic, and offset of the first section. */
    public static final int MAGIC_BYTES = 8;

    /** Length of the trailer at the very end. */
    public static final int TRAILER_BYTES = 4;

    /** The only on-disk version there is. */
    public static final int ONDISK_VERSION = 1;

    /** Oldest layout whose image has this format. */
    public static final int OLDEST_LAYOUT = -52;

    /** A FileSummary longer than this is taken for damage. */
    public static final int SUMMARY_BYTES_MAX = 16 << 20;

    /** A message longer than this is taken for damage: a directory of some 200 million children stays below it. */
    public static final int MESSAGE_BYTES_MAX = 1 << 30;

    /** How the names of the optional parts of a section end; they tile the section's range. */
    public static final String SUB_SUFFIX = "_SUB";

    /** The snapshot id that means "now, in no snapshot". */
    public static final int CURRENT_STATE_ID = Integer.MAX_VALUE - 1;

    private static final byte[] MAGIC = "HDFSIMG1".getBytes(StandardCharsets.US_ASCII);

    private ImageFormat() {}

    /** A fresh copy of the magic. */
    public static byte[] magic() {
        return MAGIC.clone();
    }
}
