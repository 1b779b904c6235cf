package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebHDFS over HTTP: statuses, bodies and errors as stock clients expect them. */
class WebHdfsTest {
    private static final String ROOT = PrimaryFixture.superuser();

    @TempDir
    Path directory;

    private PrimaryFixture primary;

    @BeforeEach
    void start() throws IOException {
        primary = new PrimaryFixture(directory, "memory", "dfs.ls.limit: 3\n")
                .format()
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        primary.close();
    }

    @Test
    void makesListsAndRemovesDirectories() throws IOException {
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("PUT", ROOT, "/a/b", "op=MKDIRS&permission=750"));
        HttpResponse<String> status = primary.webHdfs("GET", ROOT, "/a/b", "op=GETFILESTATUS");
        assertEquals(200, status.statusCode());
        assertTrue(
                status.body().startsWith("{\"FileStatus\":{\"accessTime\":0,\"blockSize\":0,\"childrenNum\":0,"),
                status.body());
        assertTrue(status.body().contains("\"permission\":\"750\""), status.body());
        assertTrue(status.body().endsWith("\"type\":\"DIRECTORY\"}}"), status.body());
        assertError(
                403,
                "org.apache.hadoop.fs.PathIsNotEmptyDirectoryException",
                "`/a is non empty': Directory is not empty",
                primary.webHdfs("DELETE", ROOT, "/a", "op=DELETE"));
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("DELETE", ROOT, "/a", "op=DELETE&recursive=true"));
        assertAnswer(200, "{\"boolean\":false}", primary.webHdfs("DELETE", ROOT, "/a", "op=DELETE"));
        assertError(
                404,
                "java.io.FileNotFoundException",
                "File does not exist: /a",
                primary.webHdfs("GET", ROOT, "/a", "op=GETFILESTATUS"));
    }

    @Test
    void createsAnEmptyFileInTwoSteps() throws IOException {
        HttpResponse<String> first = primary.webHdfs("PUT", ROOT, "/f", "op=CREATE&replication=2");
        assertEquals(307, first.statusCode());
        URI second = URI.create(first.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> refused =
                primary.send(HttpRequest.newBuilder(second).PUT(HttpRequest.BodyPublishers.ofString("x")));
        assertEquals(403, refused.statusCode(), refused.body());
        assertEquals(404, primary.webHdfs("GET", ROOT, "/f", "op=GETFILESTATUS").statusCode());

        HttpResponse<String> made =
                primary.send(HttpRequest.newBuilder(second).PUT(HttpRequest.BodyPublishers.noBody()));
        assertEquals(201, made.statusCode(), made.body());
        String status = primary.webHdfs("GET", ROOT, "/f", "op=GETFILESTATUS").body();
        assertTrue(status.contains("\"replication\":2"), status);
        assertTrue(status.contains("\"type\":\"FILE\""), status);
        assertEquals(403, primary.create(ROOT, "/f", "overwrite=false").statusCode());
        assertEquals(201, primary.create(ROOT, "/f", "overwrite=true").statusCode());
        assertAnswer(200, "", primary.webHdfs("GET", ROOT, "/f", "op=OPEN"));
    }

    @Test
    void renamesSetsAttributesAndSumsUp() throws IOException {
        primary.webHdfs("PUT", ROOT, "/d", "op=MKDIRS");
        primary.create(ROOT, "/d/f", "");
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("PUT", ROOT, "/d/f", "op=RENAME&destination=/d/g"));
        assertAnswer(200, "{\"boolean\":false}", primary.webHdfs("PUT", ROOT, "/d/f", "op=RENAME&destination=/d/h"));
        assertAnswer(200, "", primary.webHdfs("PUT", ROOT, "/d/g", "op=RENAME&destination=/d/h&renameoptions=NONE"));
        assertAnswer(200, "", primary.webHdfs("PUT", ROOT, "/d/h", "op=SETPERMISSION&permission=600"));
        assertAnswer(200, "", primary.webHdfs("PUT", ROOT, "/d/h", "op=SETOWNER&owner=joe&group=staff"));
        assertAnswer(200, "", primary.webHdfs("PUT", ROOT, "/d/h", "op=SETTIMES&modificationtime=7&accesstime=9"));
        assertAnswer(
                200, "{\"boolean\":true}", primary.webHdfs("PUT", ROOT, "/d/h", "op=SETREPLICATION&replication=5"));
        assertAnswer(200, "{\"boolean\":false}", primary.webHdfs("PUT", ROOT, "/d", "op=SETREPLICATION&replication=5"));
        String status = primary.webHdfs("GET", ROOT, "/d/h", "op=GETFILESTATUS").body();
        assertTrue(status.contains("\"accessTime\":9"), status);
        assertTrue(status.contains("\"modificationTime\":7,\"owner\":\"joe\""), status);
        assertTrue(status.contains("\"permission\":\"600\",\"replication\":5"), status);
        String summary =
                primary.webHdfs("GET", ROOT, "/", "op=GETCONTENTSUMMARY").body();
        assertTrue(summary.startsWith("{\"ContentSummary\":{\"directoryCount\":2,"), summary);
        assertTrue(summary.contains("\"fileCount\":1"), summary);
        assertTrue(summary.contains("\"quota\":9223372036854775807"), summary);
    }

    @Test
    void listsLargeDirectoriesInParts() throws IOException {
        for (String name : new String[] {"a", "b", "c", "d", "e", "f", "g"}) {
            primary.webHdfs("PUT", ROOT, "/d/" + name, "op=MKDIRS");
        }
        String all = primary.webHdfs("GET", ROOT, "/d", "op=LISTSTATUS").body();
        assertTrue(all.startsWith("{\"FileStatuses\":{\"FileStatus\":[\n{"), all);
        assertTrue(all.endsWith("}\n]}}\n"), all);
        assertEquals(7, all.split("\"pathSuffix\"").length - 1);
        String part = primary.webHdfs("GET", ROOT, "/d", "op=LISTSTATUS_BATCH&startafter=b")
                .body();
        assertTrue(
                part.startsWith("{\"DirectoryListing\":{\"partialListing\":{\"FileStatuses\":{\"FileStatus\":[{"),
                part);
        assertTrue(part.contains("\"pathSuffix\":\"e\"") && !part.contains("\"pathSuffix\":\"f\""), part);
        assertTrue(part.endsWith("\"remainingEntries\":2}}"), part);
    }

    @Test
    void checksPermissions() throws IOException {
        assertError(
                403,
                "org.apache.hadoop.security.AccessControlException",
                "Permission denied: user=joe, access=WRITE, inode=\\\"/\\\":" + ROOT + ":supergroup:drwxr-xr-x",
                primary.webHdfs("PUT", "joe", "/x", "op=MKDIRS"));
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("PUT", "ann", "/x", "op=MKDIRS"));
        assertError(
                403,
                "org.apache.hadoop.security.AccessControlException",
                "Permission denied. user=joe is not the owner of inode=/x",
                primary.webHdfs("PUT", "joe", "/x", "op=SETPERMISSION&permission=777"));
    }

    @Test
    void takesPathsAsTheClientWroteThem() throws IOException {
        String path = "/%C3%A4%20+;x=1%25";
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("PUT", ROOT, path, "op=mkdirs"));
        String list = primary.webHdfs("GET", ROOT, "/", "OP=LISTSTATUS").body();
        assertTrue(list.contains("\"pathSuffix\":\"ä +;x=1%\""), list);
        assertAnswer(200, "{\"boolean\":true}", primary.webHdfs("PUT", ROOT, "/p%2Fq", "op=MKDIRS"));
        assertEquals(
                200, primary.webHdfs("GET", ROOT, "/p/q", "op=GETFILESTATUS").statusCode());
    }

    @Test
    void saysWhatIsWrongWithARequest() throws IOException {
        assertError(
                400,
                "java.lang.IllegalArgumentException",
                "Invalid value for webhdfs parameter \\\"op\\\": java.lang.IllegalArgumentException: BOGUS is not a valid"
                        + " GET operation.",
                primary.webHdfs("GET", ROOT, "/", "op=BOGUS"));
        assertError(
                400,
                "java.lang.UnsupportedOperationException",
                "op=NULL is not supported",
                primary.webHdfs("GET", ROOT, "/", ""));
        assertError(
                400,
                "java.lang.UnsupportedOperationException",
                "op=GETXATTRS is not supported",
                primary.webHdfs("GET", ROOT, "/", "op=GETXATTRS"));
        assertEquals(
                400,
                primary.webHdfs("PUT", ROOT, "/x", "op=MKDIRS&permission=9").statusCode());
        assertEquals(400, primary.webHdfs("PUT", "1joe", "/x", "op=MKDIRS").statusCode());
        assertEquals(400, primary.webHdfs("PUT", ROOT, "/x:y", "op=MKDIRS").statusCode());
        assertEquals(
                400,
                primary.webHdfs("PUT", ROOT, "/a", "op=RENAME&destination=b").statusCode());
        assertEquals(405, primary.webHdfs("PATCH", ROOT, "/", "op=MKDIRS").statusCode());
    }

    @Test
    void refusesNamesThatAreTooLong() throws IOException {
        assertError(
                403,
                "org.apache.hadoop.hdfs.protocol.FSLimitException$PathComponentTooLongException",
                "The maximum path component name limit of " + "n".repeat(256)
                        + " in directory / is exceeded: limit=255 length=256",
                primary.webHdfs("PUT", ROOT, "/" + "n".repeat(256), "op=MKDIRS"));
    }

    @Test
    void answersHealthAndMetrics() throws IOException {
        assertEquals(200, primary.send("GET", "/health").statusCode());
        assertEquals(200, primary.send("GET", "/ready").statusCode());
        assertTrue(primary.send("GET", "/metrics").body().contains("cairn_txid_durable"));
    }

    private static void assertAnswer(int status, String body, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(body, answer.body());
    }

    private static void assertError(int status, String javaClass, String message, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        String simple = javaClass.substring(Math.max(javaClass.lastIndexOf('.'), javaClass.lastIndexOf('$')) + 1);
        assertEquals(
                "{\"RemoteException\":{\"exception\":\"" + simple + "\",\"javaClassName\":\"" + javaClass
                        + "\",\"message\":\"" + message + "\"}}",
                answer.body());
    }
}
