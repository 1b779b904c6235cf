package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import java.io.IOException;

/** Carries out one kind of call. Implementations are stateless. */
@FunctionalInterface
interface Operation {
    /**
     * Does it.
     *
     * @throws FsException if the call is refused
     * @throws IOException if the service ended meanwhile
     */
    WebHdfsAnswer run(WebHdfsRequest request) throws FsException, IOException;
}
