package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import java.io.IOException;

/** Counts bytes for a listener. Confined to one thread. */
final class Passed {
    private final RestoreListener listener;
    private final RestoreListener.Step step;
    private final long total;
    private long done;

    /** @param total what the count will come to */
    Passed(RestoreListener listener, RestoreListener.Step step, long total) {
        this.listener = listener;
        this.step = step;
        this.total = total;
    }

    void add(long bytes) {
        done += bytes;
        listener.progress(step, done, total);
    }

    ByteSink counting(ByteSink sink) {
        return new ByteSink() {
            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                sink.write(bytes, offset, count);
                add(count);
            }

            @Override
            public long position() {
                return sink.position();
            }
        };
    }
}
