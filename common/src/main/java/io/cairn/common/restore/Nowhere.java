package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;

/** Takes bytes and keeps none, for what is only read to see whether it is whole. Stateless. */
final class Nowhere {
    static final ByteSink SINK = new ByteSink() {
        @Override
        public void write(byte[] source, int offset, int count) {}

        @Override
        public long position() {
            return 0;
        }
    };

    private Nowhere() {}
}
