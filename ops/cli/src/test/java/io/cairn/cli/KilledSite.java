package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.testkit.FreePort;
import io.cairn.primary.app.Format;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A primary with two name directories and a checkpointer, on one set of files that can be put back to where it began. What
 * is killed runs as a process; what comes after runs in this one, which is warm. Confined to one thread, but for the
 * calls.
 */
@SuppressWarnings("try") // what is opened is held by being there
final class KilledSite {
    static final List<String> NAME_DIRECTORIES = List.of("name1", "name2");
    static final String CHECKPOINTS = "checkpoints";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final FatalHandler FATAL = (what, cause) -> {};
    private static final String USER = System.getProperty("user.name");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path root;
    private final Path work;
    private final int port;
    private final int checkpointerPort;
    private final String classPath;
    private final List<Process> launched = new ArrayList<>();
    private Optional<Path> archive = Optional.empty();

    /** Path to its status, as acknowledged. */
    private Map<String, String> acknowledged = new TreeMap<>();

    /** The same, as {@link #found} left it. */
    private Map<String, String> founded = Map.of();

    /** A path that was sent and not answered; empty if none was. */
    private String open = "";

    /** A path that was answered, and whose status is not among the acknowledged; empty if there is none. */
    private String answered = "";

    KilledSite(Path root, String backend) throws IOException {
        this.root = root;
        this.work = root.resolve("work");
        this.port = FreePort.next();
        this.checkpointerPort = FreePort.next();
        this.classPath = JarredClassPath.in(root).text();
        Files.write(
                primaryYml(),
                List.of(
                        "dfs.namenode.name.dir: " + work.resolve("name1") + "," + work.resolve("name2"),
                        "dfs.namenode.http-address: 127.0.0.1:" + port,
                        "namespace.backend.type: " + backend,
                        "dfs.namenode.num.checkpoints.retained: 1",
                        "dfs.namenode.num.extra.edits.retained: 0",
                        "cairn.roll.period: 0",
                        "logging: {level: 'OFF'}"));
        writeCheckpointerYml(primaryUrl());
    }

    private void writeCheckpointerYml(URI primary) throws IOException {
        Files.write(
                checkpointerYml(),
                List.of(
                        "cairn.primary.url: " + primary,
                        "dfs.namenode.secondary.http-address: 127.0.0.1:" + checkpointerPort,
                        "dfs.namenode.checkpoint.dir: " + work.resolve(CHECKPOINTS),
                        "dfs.namenode.num.checkpoints.retained: 1",
                        "dfs.namenode.num.extra.edits.retained: 0",
                        "dfs.ha.tail-edits.period: 0",
                        "logging: {level: 'OFF'}"));
    }

    Path primaryYml() {
        return root.resolve("primary.yml");
    }

    private Path checkpointerYml() {
        return root.resolve("checkpointer.yml");
    }

    Path work() {
        return work;
    }

    Path trace() {
        return root.resolve("trace");
    }

    URI primaryUrl() {
        return URI.create("http://127.0.0.1:" + port);
    }

    URI checkpointerUrl() {
        return URI.create("http://127.0.0.1:" + checkpointerPort);
    }

    /** Every directory whose files count. */
    List<Path> directories() {
        return List.of(work.resolve("name1"), work.resolve("name2"), work.resolve(CHECKPOINTS));
    }

    /** Makes the state that {@link #reset} goes back to: some inodes, an image on both sides, later changes. */
    void found() throws IOException {
        Format.run(primaryYml(), Optional.empty(), LayoutVersion.CURRENT, false);
        try (Primary primary = startPrimary()) {
            for (String path : List.of("/a", "/a/b", "/c")) {
                change("PUT", path, "op=MKDIRS");
            }
            change("PUT", "/a/f", "op=CREATE&data=true");
            checkpointed();
            change("PUT", "/c/g", "op=CREATE&data=true");
            checkpointed();
            change("PUT", "/d", "op=MKDIRS");
        }
        copy(work, root.resolve("template"));
        founded = acknowledged();
    }

    /** Everything as {@link #found} left it, and nobody at it. */
    void reset() throws IOException, InterruptedException {
        for (Process process : launched) {
            process.destroyForcibly().waitFor();
        }
        launched.clear();
        delete(work);
        copy(root.resolve("template"), work);
        acknowledged = new TreeMap<>(founded);
        open = "";
        answered = "";
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file)));
            }
        }
    }

    /** A primary in this process. */
    Primary startPrimary() throws IOException {
        Primary primary = Primary.start(primaryYml(), FATAL);
        try {
            primary.awaitServing();
            return primary;
        } catch (IOException | RuntimeException e) {
            primary.close();
            throw e;
        }
    }

    /** A checkpointer in this process, which finds its primary at {@code primary}. */
    Checkpointer startCheckpointer(URI primary) throws IOException {
        writeCheckpointerYml(primary);
        return Checkpointer.start(checkpointerYml(), FATAL);
    }

    /** Has a checkpoint made by a checkpointer in this process. */
    void checkpointed() throws IOException {
        try (Checkpointer checkpointer = startCheckpointer(primaryUrl())) {
            CommandRun run = CommandRun.of(
                    "checkpoint", "--wait", "--force", "--url", "http://127.0.0.1:" + checkpointer.port());
            assertEquals(0, run.status(), run.out() + run.err());
        }
    }

    /** A command line of ours as a process of its own. */
    List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData"));
        archive.ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
        command.addAll(List.of("-cp", classPath, Cairn.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    Process launch(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("victim.out").toFile())
                .start();
        launched.add(process);
        return process;
    }

    /** Lets later processes load their classes from an archive, which halves what their start costs. */
    void archiveClasses() throws IOException, InterruptedException {
        Path file = root.resolve("classes.jsa");
        List<String> command = command("primary", primaryYml().toString());
        command.add(1, "-XX:ArchiveClassesAtExit=" + file);
        Process process = launch(command);
        awaitAnswer(process, primaryUrl().resolve("/operator/safemode"));
        process.destroy();
        process.waitFor();
        archive = Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /** A primary as a process, serving, that may be killed. */
    Process launchPrimary() throws IOException {
        Process process = launch(command("primary", primaryYml().toString()));
        awaitAnswer(process, primaryUrl().resolve("/operator/safemode"));
        return process;
    }

    /** A checkpointer as a process that has found its primary, and may be killed. */
    Process launchCheckpointer() throws IOException {
        writeCheckpointerYml(primaryUrl());
        Process process = launch(command("checkpointer", checkpointerYml().toString()));
        URI status = checkpointerUrl().resolve("/checkpointer/status");
        awaitAnswer(process, status);
        awaitIdle(process, checkpointerUrl());
        return process;
    }

    /** Waits until a checkpointer has found its primary and does nothing. */
    void awaitIdle(Process victim, URI checkpointer) throws IOException {
        await(victim, "a word with the primary", () -> {
            JsonNode now = json(get(checkpointer.resolve("/checkpointer/status")));
            return now.path("confirmedTxid").asLong(-1) >= 0
                    && now.path("running").isNull();
        });
    }

    private void awaitAnswer(Process process, URI uri) throws IOException {
        await(process, "an answer of " + uri, () -> {
            try {
                return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Something that comes true sooner or later. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits; gives up when the process has ended. */
    void await(Process process, String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertTrue(process.isAlive(), () -> "the process ended while it was waited for " + what + ": " + said());
            assertTrue(System.nanoTime() < deadline, () -> "still waiting for " + what + ": " + said());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    String said() {
        try {
            return Files.readString(root.resolve("victim.out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String get(URI uri) throws IOException {
        return send("GET", uri);
    }

    /** The body of a 200 or 201. */
    String send(String method, URI uri) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(answer.statusCode() / 100 == 2, () -> uri + ": " + answer.statusCode() + " " + answer.body());
            return answer.body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes something new in the root or below; if it is not answered either state is right afterwards. */
    void change(String method, String path, String query) throws IOException {
        open = path;
        send(method, primaryUrl().resolve("/webhdfs/v1" + path + "?user.name=" + USER + "&" + query));
        open = "";
        answered = path;
        acknowledged = namespace();
        answered = "";
    }

    /** Has a checkpointer make a checkpoint, after one that it may be making; returns which attempt that is. */
    long checkpoint(URI checkpointer) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return json(send("POST", checkpointer.resolve("/checkpointer/run?force=true")))
                        .path("attempt")
                        .asLong();
            } catch (AssertionError running) {
                if (System.nanoTime() > deadline) {
                    throw running;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** Waits until an attempt of a checkpointer has ended, well or not; gives up when {@code victim} is dead. */
    void awaitAttempt(Process victim, URI checkpointer, long attempt) throws IOException {
        URI status = checkpointer.resolve("/checkpointer/status");
        await(
                victim,
                "attempt " + attempt,
                () -> json(get(status)).path("attempts").asLong() >= attempt);
    }

    /** Asks the primary as an operator. */
    String operate(String path, String query) throws IOException {
        return send("POST", primaryUrl().resolve(path + "?user.name=" + USER + "&reason=test&" + query));
    }

    private Map<String, String> namespace() throws IOException {
        Map<String, String> found = new TreeMap<>();
        list("/", found);
        return found;
    }

    private void list(String directory, Map<String, String> found) throws IOException {
        JsonNode entries = json(get(primaryUrl().resolve("/webhdfs/v1" + directory + "?op=LISTSTATUS")));
        for (JsonNode entry : entries.path("FileStatuses").path("FileStatus")) {
            String path = (directory.equals("/") ? "" : directory) + "/"
                    + entry.path("pathSuffix").asText();
            found.put(path, entry.toString());
            if (entry.path("type").asText().equals("DIRECTORY")) {
                list(path, found);
            }
        }
    }

    /** What was acknowledged, by path. */
    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** What a start shows, by path. */
    Map<String, String> shownByAStart() throws IOException {
        try (Primary primary = startPrimary()) {
            return namespace();
        }
    }

    /**
     * What must hold after any kill: the primary starts, shows all that was acknowledged, the next checkpoint completes, and
     * neither side keeps anything of what was under way.
     */
    void verify() throws IOException {
        verify(acknowledged);
    }

    /** The same, if {@code expected} is what must be there. */
    void verify(Map<String, String> expected) throws IOException {
        try (Primary primary = startPrimary()) {
            Map<String, String> found = namespace();
            assertTrue(answered.isEmpty() || found.containsKey(answered), answered + " was acknowledged");
            found.remove(open);
            found.remove(answered);
            assertEquals(new TreeMap<>(expected), found, "what was acknowledged");
            checkpointed();
        }
        for (Path directory : directories()) {
            requireTidy(directory);
        }
        requireEqual();
    }

    private static void requireTidy(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path listed : List.of(directory, directory.resolve("current"))) {
            try (Stream<Path> files = Files.list(listed)) {
                files.map(file -> String.valueOf(file.getFileName())).forEach(names::add);
            }
        }
        List<String> left = names.stream()
                .filter(name -> name.contains("tmp")
                        || name.contains("ckpt")
                        || name.contains("lock")
                        || name.contains("inprogress")
                        || (name.contains("restor")
                                && !name.equals(FileNames.LAST_RESTORE)
                                && !name.equals(FileNames.FOLLOWED_RESTORE))
                        || (name.contains(".md5") && !names.contains(name.replace(".md5", "")))
                        || (name.contains(".digest") && !names.contains(name.replace(".digest", ""))))
                .toList();
        assertEquals(List.of(), left, "left in " + directory);
        DirInventory inventory = DirInventory.scan(new RealDisk(), directory.resolve("current"));
        assertEquals(1, inventory.images().size(), "images in " + directory);
        long next = -1;
        for (SegmentFile segment : inventory.finalized().stream()
                .sorted(Comparator.comparingLong(SegmentFile::firstTxid))
                .toList()) {
            assertTrue(next < 0 || next == segment.firstTxid(), "gap before " + segment.path());
            next = segment.lastTxid() + 1;
        }
    }

    /** The newest image is the same on both sides, and so is each segment that two directories have. */
    private void requireEqual() throws IOException {
        DirInventory first =
                DirInventory.scan(new RealDisk(), directories().get(0).resolve("current"));
        List<Path> files = new ArrayList<>();
        first.images().stream().map(ImageFile::path).forEach(files::add);
        first.finalized().stream().map(SegmentFile::path).forEach(files::add);
        for (Path file : files) {
            for (Path directory : directories()) {
                Path other = directory.resolve("current").resolve(String.valueOf(file.getFileName()));
                boolean needed = !directory.endsWith(CHECKPOINTS)
                        || String.valueOf(file.getFileName()).startsWith("fsimage");
                if (needed || Files.exists(other)) {
                    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), other.toString());
                }
            }
        }
    }

    /** A line for the log of the suite. */
    static void say(String text) {
        System.out.write(
                (text + "\n").getBytes(StandardCharsets.UTF_8), 0, text.getBytes(StandardCharsets.UTF_8).length + 1);
        System.out.flush();
    }
}
