package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.FsException;
import io.cairn.primary.wire.http.JsonText;

/** How errors travel: a status and the class that the client re-creates (spec webhdfs.md §1.1). Stateless. */
final class RemoteErrors {
    private RemoteErrors() {}

    static WebHdfsAnswer of(FsException refusal) {
        return answer(
                status(refusal.kind()),
                refusal.kind().simpleName(),
                refusal.kind().remoteClass(),
                refusal.getMessage());
    }

    /** An error that is not the caller's. */
    static WebHdfsAnswer ours(String message) {
        return answer(500, "RuntimeException", "java.lang.RuntimeException", message);
    }

    static WebHdfsAnswer methodNotAllowed(String method) {
        return answer(
                405,
                "UnsupportedOperationException",
                "java.lang.UnsupportedOperationException",
                "HTTP method " + method + " is not supported here; use GET, PUT, POST or DELETE");
    }

    private static WebHdfsAnswer answer(int status, String simpleName, String className, String message) {
        JsonText json = new JsonText()
                .beginObject()
                .name("RemoteException")
                .beginObject()
                .member("exception", simpleName)
                .member("javaClassName", className)
                .member("message", message)
                .endObject()
                .endObject();
        return WebHdfsAnswer.json(status, json.bytes());
    }

    private static int status(FsException.Kind kind) {
        return switch (kind) {
            case FILE_NOT_FOUND -> 404;
            case ILLEGAL_ARGUMENT, HADOOP_ILLEGAL_ARGUMENT, UNSUPPORTED, INVALID_PATH -> 400;
            default -> 403;
        };
    }
}
