package io.cairn.common.codec.image;

import java.util.List;
import java.util.function.LongConsumer;

/** Repeated numbers, packed when written, either way when read. Stateless. */
final class WireNumbers {
    private WireNumbers() {}

    static void read(WireReader in, LongConsumer each) throws CorruptImageException {
        if (!in.isPacked()) {
            each.accept(in.varint());
            return;
        }
        int outer = in.enter();
        while (in.more()) {
            each.accept(in.packedVarint());
        }
        in.leave(outer);
    }

    static void write(int field, List<Long> numbers, WireWriter out) {
        if (!numbers.isEmpty()) {
            int mark = out.begin(field);
            for (long number : numbers) {
                out.packedVarint(number);
            }
            out.end(mark);
        }
    }
}
