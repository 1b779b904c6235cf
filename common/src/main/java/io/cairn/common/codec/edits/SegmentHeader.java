package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.edits.CorruptEditException.Kind;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;

/** The eight bytes before the first frame ({@link EditsFormat}). Stateless. */
final class SegmentHeader {
    private SegmentHeader() {}

    /**
     * The layout of a segment whose frames can be walked, whether or not its ops are known.
     *
     * @throws CorruptEditException of kind {@code HEADER}
     */
    static LayoutVersion readFramed(ByteSource source) throws IOException {
        if (source.length() < EditsFormat.HEADER_BYTES) {
            throw bad(source, 0, "a header of " + EditsFormat.HEADER_BYTES + " bytes", source.length() + " bytes");
        }
        byte[] bytes = new byte[EditsFormat.HEADER_BYTES];
        source.readFully(0, bytes, 0, bytes.length);
        ByteReader header = new ByteReader(bytes);
        LayoutVersion layout = new LayoutVersion(header.i32());
        if (layout.value() == -1) {
            throw bad(source, 0, "a layout version", "padding: the header was never written, so there are no ops");
        }
        if (!EditsFormat.isFramed(layout)) {
            throw bad(source, 0, "layout version " + EditsFormat.FIRST_FRAMED + " or newer", layout.toString());
        }
        int flags = header.i32();
        if (flags != 0) {
            throw bad(source, 4, "no layout flags (0)", Integer.toString(flags));
        }
        return layout;
    }

    /** As {@link #readFramed}, and refuses layouts newer than the newest known. */
    static LayoutVersion readKnown(ByteSource source) throws IOException {
        LayoutVersion layout = readFramed(source);
        if (layout.isUnknown()) {
            throw bad(
                    source,
                    0,
                    "layout version " + LayoutVersion.CURRENT + ", the newest this software knows, or older",
                    "newer layout version " + layout);
        }
        return layout;
    }

    private static CorruptEditException bad(ByteSource source, long offset, String expected, String found) {
        return new CorruptEditException(
                Kind.HEADER, source.name(), offset, CorruptEditException.NO_TXID, expected, found);
    }
}
