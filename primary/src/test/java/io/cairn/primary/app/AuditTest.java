package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cairn.common.model.LayoutVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the audit logs say of each call, held against what a real NameNode said. */
class AuditTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hadoop-3.5.0-audit.txt");
    private static final String ADMIN = PrimaryFixture.superuser();

    @TempDir
    private Path root;

    private final List<Logger> loggers = new ArrayList<>();

    /** Listens to a logger, from after a start on, which sets logging up anew. */
    private List<ILoggingEvent> listen(String name) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        loggers.add(logger);
        return lines.list;
    }

    @AfterEach
    void forget() {
        for (Logger logger : loggers) {
            logger.detachAndStopAllAppenders();
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    @Test
    void eachCallHasTheLinesOfARealNameNode() throws IOException {
        try (PrimaryFixture primary =
                new PrimaryFixture(root, "memory", "").format().start()) {
            List<ILoggingEvent> lines = listen("io.cairn.audit");
            Map<String, List<String>> expected = new TreeMap<>();
            Map<String, List<String>> found = new TreeMap<>();
            String call = "";
            int count = 0;
            for (String line : Files.readAllLines(GOLDEN, StandardCharsets.UTF_8)) {
                if (line.startsWith("! ")) {
                    String action = line.substring(line.lastIndexOf(' ') + 1);
                    primary.send("POST", "/operator/safemode?reason=x&user.name=" + ADMIN + "&action=" + action);
                } else if (line.startsWith("  ")) {
                    expected.get(call)
                            .add(line.strip()
                                    .replace("proto=rpc", "proto=webhdfs")
                                    .replace("ugi=root ", "ugi=" + ADMIN + " ")
                                    .replace("perm=root:", "perm=" + ADMIN + ":"));
                } else if (!line.startsWith("#")) {
                    call = String.format("%03d %s", count++, line);
                    expected.put(call, new ArrayList<>());
                    lines.clear();
                    make(primary, line.split(" "));
                    found.put(
                            call,
                            List.copyOf(lines.stream()
                                    .map(ILoggingEvent::getFormattedMessage)
                                    .toList()));
                }
            }
            assertEquals(text(expected), text(found));
            assertTrue(count > 60, "calls compared: " + count);
        }
    }

    private static void make(PrimaryFixture primary, String[] call) throws IOException {
        String user = call[1].equals("root") ? ADMIN : call[1];
        if (call[3].startsWith("op=CREATE")) {
            primary.create(user, call[2], call[3].substring("op=CREATE".length()));
        } else {
            primary.webHdfs(call[0], user, call[2], call[3]);
        }
    }

    private static String text(Map<String, List<String>> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach((call, of) -> {
            text.append(call).append('\n');
            of.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }

    @Test
    void noValueBeginsALineOrAFieldOfItsOwn() throws IOException {
        try (PrimaryFixture primary =
                new PrimaryFixture(root, "memory", "").format().start()) {
            List<ILoggingEvent> lines = listen("io.cairn.audit");
            primary.webHdfs("PUT", ADMIN, "/a", "op=MKDIRS");
            lines.clear();
            primary.webHdfs(
                    "PUT", ADMIN, "/a%0Aallowed=true%09ugi=joe", "op=RENAME&destination=/b%0Aallowed=true%09dst=/c");
            primary.webHdfs("PUT", ADMIN, "/e%0Aallowed=true%09ugi=joe%E2%80%A8", "op=MKDIRS");
            assertEquals(1, lines.size(), lines.toString());
            String line = lines.get(0).getFormattedMessage();
            assertEquals(8, line.split("\t").length, line);
            assertTrue(line.contains("src=/e\\nallowed=true\\tugi=joe\\u2028\tdst=null"), line);
        }
    }

    @Test
    void anOperatorsChangeIsKeptWithWhoWhyBeforeAndAfter() throws IOException {
        try (PrimaryFixture primary =
                new PrimaryFixture(root, "memory", "").format().start()) {
            List<ILoggingEvent> lines = listen("io.cairn.admin.audit");
            String who = "user.name=" + ADMIN + "&reason=disk%20%222%22";
            primary.send("POST", "/operator/safemode?action=enter&" + who);
            HttpResponse<String> denied =
                    primary.send("POST", "/operator/safemode?action=leave&user.name=joe&reason=x");
            primary.send("POST", "/operator/roll-edits?user.name=" + ADMIN);
            primary.send("GET", "/operator/safemode");

            assertEquals(403, denied.statusCode());
            String begin = "ugi=" + ADMIN + " (auth:SIMPLE)\tip=/127.0.0.1\tcmd=";
            String none = "\tsrc=null\tdst=null\tperm=null\tproto=http";
            assertEquals(
                    List.of(
                            "allowed=true\t" + begin + "safemode_enter" + none
                                    + "\treason=disk \\\"2\\\"\tbefore=off\tafter=on [OPERATOR]",
                            "allowed=false\tugi=joe (auth:SIMPLE)\tip=/127.0.0.1\tcmd=safemode_leave" + none,
                            "allowed=true\t" + begin + "rollEditLog" + none
                                    + "\treason=\tbefore=segment from txid 1\tafter=segment from txid 3"),
                    lines.stream().map(ILoggingEvent::getFormattedMessage).toList());
        }
    }

    @Test
    void aSaveLeavesALineWhenItBeginsAndOneWhenItEnds() throws IOException {
        try (PrimaryFixture primary =
                new PrimaryFixture(root, "memory", "").format().start()) {
            List<ILoggingEvent> lines = listen("io.cairn.admin.audit");
            primary.send("POST", "/operator/save-namespace?online=true&reason=x&user.name=" + ADMIN);
            assertEquals("begun", after(lines.get(0)));
            PrimaryInMemory.await(() -> lines.size() == 2);
            assertEquals("image at txid 2", after(lines.get(1)));
        }
    }

    @Test
    void aChangeThatFailsLeavesALineAsWell() throws IOException {
        try (PrimaryFixture primary =
                new PrimaryFixture(root, "memory", "").format().start()) {
            List<ILoggingEvent> lines = listen("io.cairn.admin.audit");
            for (String name : List.of("name1", "name2")) {
                Files.move(root.resolve(name), root.resolve(name + ".gone"));
            }
            primary.send("POST", "/operator/save-namespace?online=true&reason=x&user.name=" + ADMIN);
            PrimaryInMemory.await(() -> lines.size() == 2);
            assertTrue(after(lines.get(1)).startsWith("failed: "), lines.toString());
            primary.send("POST", "/operator/roll-edits?reason=x&user.name=" + ADMIN);
            assertTrue(after(lines.get(2)).startsWith("unknown, the segment may be rolled: "), lines.toString());
            assertThrows(IOException.class, primary::stop, "its journal has failed");
        }
    }

    private static String after(ILoggingEvent line) {
        String text = line.getFormattedMessage();
        return text.substring(text.indexOf("after=") + "after=".length());
    }

    @Test
    void theShippedConfigurationKeepsBothLogsInFilesOfTheirOwn() throws IOException {
        Path logs = root.resolve("log");
        Path configuration = Files.writeString(
                root.resolve("primary.yml"),
                Files.readString(Path.of("../conf/primary.yml"))
                        .replace("/var/log/cairn", logs.toString())
                        .replace("/var/lib/cairn", root.toString())
                        .replace("127.0.0.1:9870", "127.0.0.1:0")
                        .replace("level: INFO\n  loggers", "level: WARN\n  loggers")
                        .replace("namespace.backend.type: rocksdb", "namespace.backend.type: memory"));
        Format.run(configuration, Optional.empty(), LayoutVersion.CURRENT, false);
        try (PrimaryFixture primary = new PrimaryFixture(configuration).start()) {
            primary.webHdfs("PUT", ADMIN, "/d", "op=MKDIRS");
            primary.send("POST", "/operator/roll-edits?user.name=" + ADMIN);
            awaitLine(logs.resolve("audit.log"), "cmd=mkdirs\tsrc=/d\tdst=null");
            awaitLine(logs.resolve("admin-audit.log"), "cmd=rollEditLog");
        }
    }

    /** Lines are written by a thread of their own. */
    private static void awaitLine(Path file, String text) throws IOException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertTrue(System.nanoTime() < deadline, () -> text + " is not in " + file);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
