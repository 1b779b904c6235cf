package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way there and back: a real NameNode writes a name directory with every op, our primary serves and changes it, our
 * checkpointer makes checkpoints of it, and a real NameNode starts from what came of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealNameNodeRoundTripTest {
    private static final String USER = System.getProperty("user.name");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Path directory;

    private Path name;
    private Path checkpoints;
    private int primaryPort;
    private int checkpointerPort;
    private List<String> servedHere;

    @BeforeAll
    void serveChangeAndCheckpoint(@TempDir Path shared) throws Exception {
        directory = shared;
        name = directory.resolve("name");
        checkpoints = directory.resolve("checkpoints");
        primaryPort = FreePort.next();
        checkpointerPort = FreePort.next();
        HadoopNameDir.allOps(directory.resolve("cluster"), name.resolve("current"));
        try (CairnProcess primary = CairnProcess.start(
                        directory.resolve("primary.log"),
                        "primary",
                        primaryConfiguration().toString())
                .awaitAnswer(URI.create("http://127.0.0.1:" + primaryPort + "/ready"))) {
            changeOverPlainHttp();
            try (CairnProcess checkpointer = startCheckpointer()) {
                checkpoint("first");
                try (FileSystem client = WebHdfsView.client(primaryPort)) {
                    changeOverHadoopsClient(client);
                    checkpoint("second");
                    servedHere = WebHdfsView.everything(client);
                }
                checkpointer.stop();
            }
            primary.stop();
        }
    }

    private Path primaryConfiguration() throws IOException {
        return Files.writeString(
                directory.resolve("primary.yml"),
                "dfs.namenode.name.dir: " + name + "\n"
                        + "dfs.namenode.http-address: 127.0.0.1:" + primaryPort + "\n"
                        + "namespace.backend.type: rocksdb\n"
                        + "dfs.namenode.fs-limits.min-block-size: 1k\n"
                        + "logging: {level: INFO}\n");
    }

    private CairnProcess startCheckpointer() throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("checkpointer.yml"),
                "cairn.primary.url: http://127.0.0.1:" + primaryPort + "\n"
                        + "dfs.namenode.secondary.http-address: 127.0.0.1:" + checkpointerPort + "\n"
                        + "dfs.namenode.checkpoint.dir: " + checkpoints + "\n"
                        + "logging: {level: INFO}\n");
        return CairnProcess.start(directory.resolve("checkpointer.log"), "checkpointer", configuration.toString())
                .awaitAnswer(URI.create("http://127.0.0.1:" + checkpointerPort + "/checkpointer/status"));
    }

    private void checkpoint(String which) throws Exception {
        String url = "http://127.0.0.1:" + checkpointerPort;
        CairnProcess.run(directory.resolve("checkpoint-" + which), "checkpoint", "--force", "--wait", "--url", url);
    }

    /** Each call on what Hadoop wrote and on what is new here. */
    private void changeOverPlainHttp() throws Exception {
        send("PUT", "/here/plain/a", "op=MKDIRS&permission=750");
        create("/here/plain/empty", "op=CREATE&permission=640&replication=2&blocksize=1048576");
        create("/files/appended", "op=CREATE&overwrite=true");
        send("PUT", "/here/plain/empty", "op=RENAME&destination=/names/moved-here");
        send("PUT", "/basics/three-blocks", "op=RENAME&destination=/here/plain/three-blocks&renameoptions=NONE");
        create("/here/plain/over", "op=CREATE");
        send("PUT", "/here/plain/over", "op=RENAME&destination=/basics/overwritten&renameoptions=OVERWRITE");
        send("PUT", "/acls/inherit/child", "op=SETPERMISSION&permission=1711");
        send("PUT", "/xattrs/file", "op=SETOWNER&owner=zoe&group=keepers");
        send("PUT", "/here/plain/three-blocks", "op=SETTIMES&modificationtime=1600000000000&accesstime=1600000000001");
        send("PUT", "/here/plain/three-blocks", "op=SETREPLICATION&replication=3");
        send("PUT", "/acls/inherit/child/below", "op=MKDIRS");
        create("/acls/inherit/child/inheriting", "op=CREATE");
        send("DELETE", "/files/concat-target", "op=DELETE");
        send("DELETE", "/policies/WARM", "op=DELETE&recursive=true");
        assertTrue(send("GET", "/here/plain", "op=GETFILESTATUS").contains("\"DIRECTORY\""));
        assertTrue(send("GET", "/here/plain", "op=LISTSTATUS").contains("\"three-blocks\""));
        assertTrue(send("GET", "/", "op=GETCONTENTSUMMARY").contains("\"directoryCount\""));
    }

    private void create(String path, String query) throws Exception {
        HttpResponse<String> first = call("PUT", webHdfs(path, query));
        assertEquals(307, first.statusCode(), path + ": " + first.body());
        URI location = URI.create(first.headers().firstValue("Location").orElseThrow());
        HttpResponse<String> second = call("PUT", location);
        assertEquals(201, second.statusCode(), path + ": " + second.body());
    }

    private String send(String method, String path, String query) throws Exception {
        HttpResponse<String> answer = call(method, webHdfs(path, query));
        assertEquals(200, answer.statusCode(), () -> method + " " + path + " " + query + ": " + answer.body());
        assertFalse(answer.body().contains("false}"), () -> method + " " + path + " " + query + ": " + answer.body());
        return answer.body();
    }

    private URI webHdfs(String path, String query) {
        return URI.create(
                "http://127.0.0.1:" + primaryPort + "/webhdfs/v1" + path + "?user.name=" + USER + "&" + query);
    }

    private HttpResponse<String> call(String method, URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void changeOverHadoopsClient(FileSystem client) throws IOException {
        assertTrue(client.mkdirs(path("/here/client/日本語/c"), FsPermission.createImmutable((short) 0701)));
        for (String file : List.of("/here/client/one", "/here/client/日本語/ファイル", "/quotas/both/new")) {
            client.create(path(file)).close();
        }
        assertTrue(client.rename(path("/here/client/one"), path("/here/client/c")));
        assertTrue(client.rename(path("/names/日本語"), path("/here/client/日本語/c")));
        client.setPermission(path("/here/client/c"), FsPermission.createImmutable((short) 0604));
        client.setOwner(path("/here/client/c"), "größe", "staff");
        client.setOwner(path("/cached"), null, "wheel");
        client.setTimes(path("/here/client/c"), 1_234_567_890_123L, 1_234_567_890_124L);
        client.setTimes(path("/quotas"), 1_234_567_890_125L, -1);
        assertTrue(client.setReplication(path("/here/client/c"), (short) 7));
        assertTrue(client.delete(path("/open/synced"), false));
        assertTrue(client.rename(path("/open"), path("/still-open")));
        assertTrue(client.delete(path("/names/A"), false));
        assertFalse(client.delete(path("/not/there"), true));
        FileStatus changed = client.getFileStatus(path("/here/client/c"));
        assertEquals("größe", changed.getOwner());
        assertEquals(7, changed.getReplication());
        assertEquals(1_234_567_890_123L, changed.getModificationTime());
        assertEquals(2, client.listStatus(path("/here/client")).length);
        assertEquals(1, client.getContentSummary(path("/here/client/日本語")).getFileCount());
    }

    private static org.apache.hadoop.fs.Path path(String name) {
        return new org.apache.hadoop.fs.Path(null, null, name);
    }

    @Test
    void nameNodeStartsFromTheResultWithOurNamespace() throws Exception {
        assertStartsWithOurNamespace(name, "from-result");
    }

    @Test
    void nameNodeStartsFromACopyOfTheCheckpointersDirectory() throws Exception {
        assertStartsWithOurNamespace(checkpoints, "from-checkpoints");
    }

    @Test
    void viewersShowTheFilesOfBothSidesAsHadoops() throws Exception {
        ViewerComparison comparison = new ViewerComparison(Files.createDirectory(directory.resolve("views")));
        for (Path segment : HadoopNameDir.segments(name.resolve("current"))) {
            comparison.segment(segment);
        }
        comparison.image(newestImage(name));
    }

    @Test
    void bothDirectoriesHoldNothingUnfinished() throws Exception {
        for (Path root : List.of(name, checkpoints)) {
            try (Stream<Path> files = Files.list(root.resolve("current"))) {
                List<String> unfinished = files.map(file -> file.getFileName().toString())
                        .filter(file -> file.contains("ckpt") || file.contains("tmp") || file.contains("inprogress"))
                        .toList();
                assertEquals(List.of(), unfinished, "in " + root);
            }
        }
    }

    private void assertStartsWithOurNamespace(Path from, String which) throws Exception {
        Path ours = directory.resolve(which + "-ours.xml");
        HadoopViewers.oiv(newestImage(from), ours, "XML");
        Path copy = directory.resolve(which);
        HadoopNameDir.copy(from.resolve("current"), copy.resolve("current"));
        List<String> servedThere;
        try (HadoopCluster cluster = HadoopCluster.on(copy, directory.resolve(which + "-cluster"), Map.of())) {
            try (FileSystem client =
                    WebHdfsView.client(cluster.nameNode().getHttpAddress().getPort())) {
                servedThere = WebHdfsView.everything(client);
            }
            cluster.fs().setSafeMode(SafeModeAction.ENTER);
            cluster.fs().saveNamespace();
        }
        Path theirs = directory.resolve(which + "-theirs.xml");
        HadoopViewers.oiv(newestImage(copy), theirs, "XML");
        assertIterableEquals(
                ImageXml.read(ours).withoutTracesOfAStart().lines(),
                ImageXml.read(theirs).withoutTracesOfAStart().lines());
        assertIterableEquals(servedHere, servedThere);
    }

    private static Path newestImage(Path root) throws IOException {
        List<Path> images = HadoopNameDir.images(root.resolve("current"));
        return images.get(images.size() - 1);
    }
}
