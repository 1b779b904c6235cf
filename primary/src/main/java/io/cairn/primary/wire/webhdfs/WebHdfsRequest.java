package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.primary.command.Caller;
import jakarta.servlet.http.HttpServletRequest;

/**
 * One call, taken apart. Immutable, but for the body behind {@link #http}.
 *
 * @param op name of the operation in upper case
 * @param path the file system path
 * @param caller who asks
 */
record WebHdfsRequest(String op, FsPath path, Parameters parameters, Caller caller, HttpServletRequest http) {
    /** The whole path of a parameter that must be there and absolute. */
    FsPath destination() throws FsException {
        String text = parameters.text("destination").orElseThrow(() -> Parameters.missing("destination", op));
        if (!text.startsWith("/")) {
            throw Parameters.invalid(
                    "destination", "Invalid parameter value: destination = \"" + text + "\" is not an absolute path.");
        }
        return FsPath.parse(text);
    }
}
