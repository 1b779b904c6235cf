package io.cairn.common.codec.edits;

import io.cairn.common.model.LayoutVersion;

/**
 * An op cannot be written as asked: its layout has no place for something it says, or it is too large. Whoever makes ops
 * for a layout is to know what the layout can hold, so this is not expected in operation.
 */
public final class UnwritableOpException extends IllegalArgumentException {
    UnwritableOpException(String message) {
        super(message);
    }

    static UnwritableOpException needs(String what, int since, LayoutVersion layout) {
        return new UnwritableOpException(
                what + " needs layout " + since + " or newer, but the segment is written in layout " + layout);
    }
}
