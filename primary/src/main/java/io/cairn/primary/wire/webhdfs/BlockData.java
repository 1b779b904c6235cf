package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;

/** What needs the content of blocks, which this server does not store yet. Stateless. */
final class BlockData {
    private BlockData() {}

    static FsException unsupported(String what) {
        return new FsException(
                Kind.IO, "This server keeps names and attributes, not block data: " + what + " is not supported yet");
    }
}
