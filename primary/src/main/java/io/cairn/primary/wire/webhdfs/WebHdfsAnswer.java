package io.cairn.primary.wire.webhdfs;

import io.cairn.primary.wire.http.JsonText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** What is sent back. Implementations are immutable. */
@FunctionalInterface
interface WebHdfsAnswer {
    String JSON = "application/json";
    String OCTET_STREAM = "application/octet-stream";

    WebHdfsAnswer TRUE =
            json(new JsonText().beginObject().member("boolean", true).endObject());
    WebHdfsAnswer FALSE =
            json(new JsonText().beginObject().member("boolean", false).endObject());

    /** Status 200, nothing in it. */
    WebHdfsAnswer EMPTY = http -> {
        http.setContentType(OCTET_STREAM);
        http.setContentLength(0);
    };

    /** Status 200, nothing in it, not even a type. */
    WebHdfsAnswer BARE = http -> http.setContentLength(0);

    void send(HttpServletResponse http) throws IOException;

    static WebHdfsAnswer of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static WebHdfsAnswer json(JsonText text) {
        return json(HttpServletResponse.SC_OK, text.bytes());
    }

    static WebHdfsAnswer json(int status, byte[] body) {
        return http -> {
            http.setStatus(status);
            http.setContentType(JSON);
            http.setContentLength(body.length);
            OutputStream out = http.getOutputStream();
            out.write(body);
            out.close();
        };
    }

    /** Sends the client to {@code location} with the same method. */
    static WebHdfsAnswer redirect(String location) {
        return http -> {
            http.setStatus(307);
            http.setHeader("Location", location);
            http.setContentType(OCTET_STREAM);
            http.setContentLength(0);
        };
    }

    /** The file is made. */
    static WebHdfsAnswer created(String location) {
        return http -> {
            http.setStatus(HttpServletResponse.SC_CREATED);
            http.setHeader("Location", location);
            http.setContentLength(0);
        };
    }
}
