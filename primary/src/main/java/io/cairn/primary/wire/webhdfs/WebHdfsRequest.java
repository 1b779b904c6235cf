package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsName;
import io.cairn.common.model.FsPath;
import io.cairn.primary.command.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * One call, taken apart. Immutable, but for the body behind {@link #http}.
 *
 * @param op name of the operation in upper case
 * @param pathText the decoded path as it was written
 * @param path the file system path
 * @param caller who asks
 */
record WebHdfsRequest(
        String op, String pathText, FsPath path, Parameters parameters, Caller caller, HttpServletRequest http) {
    /** The whole path of a parameter that must be there and absolute. */
    FsPath destination() throws FsException {
        String text = parameters.text("destination").orElseThrow(() -> Parameters.missing("destination", op));
        if (!text.startsWith("/")) {
            throw Parameters.invalid(
                    "destination", "Invalid parameter value: destination = \"" + text + "\" is not an absolute path.");
        }
        return normalized(FsPath.parse(text));
    }

    /** The path of something that is to be made, in which no slash may be doubled. */
    FsPath creatablePath() throws FsException {
        if (pathText.contains("//")) {
            throw new FsException(FsException.Kind.INVALID_PATH, "Invalid path name Invalid file name: " + pathText);
        }
        return path;
    }

    /** Without {@code .} and {@code ..}: a destination is taken as a path of the client, who would resolve these. */
    private static FsPath normalized(FsPath path) {
        List<FsName> names = new ArrayList<>();
        for (FsName name : path.components()) {
            String text = name.toString();
            if (text.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!text.equals(".")) {
                names.add(name);
            }
        }
        return new FsPath(names);
    }
}
