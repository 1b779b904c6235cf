package io.cairn.primary.service.storage;

import java.io.IOException;

/** Ends the segment being written and begins the next one, durably, in every directory that takes files. */
@FunctionalInterface
public interface SegmentStart {
    void begin() throws IOException;
}
