package io.cairn.primary.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.config.InvalidSettingsException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start refuses, and that it says why. */
class BadStartTest {
    @TempDir
    Path directory;

    @Test
    void refusesUnknownAndMalformedKeysAllAtOnce() throws IOException {
        PrimaryFixture primary = fixture("dfs.namenode.checkpoint.periode: 5\ndfs.namenode.checkpoint.period: soon\n");
        String message =
                assertThrows(InvalidSettingsException.class, primary::start).getMessage();
        assertTrue(message.contains("dfs.namenode.checkpoint.periode = 5: unknown key; allowed: "), message);
        assertTrue(
                message.contains("dfs.namenode.checkpoint.period = soon: not allowed; allowed: a time from 1s"),
                message);
    }

    @Test
    void refusesToListenForOthersWithoutConsent() throws IOException {
        Path file = directory.resolve("open.yml");
        Files.writeString(file, "dfs.namenode.name.dir: /none\ndfs.namenode.http-address: 0.0.0.0:9870\n");
        String message = assertThrows(InvalidSettingsException.class, () -> Primary.settings(file))
                .getMessage();
        assertTrue(
                message.contains("dfs.namenode.http-address: 0.0.0.0:9870 can be reached from other machines"),
                message);
        Files.writeString(file, Files.readString(file) + "cairn.security.insecure: true\n");
        assertEquals(9870, Primary.settings(file).address().port());
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PrimaryFixture primary = fixture("").format();
            Files.writeString(
                    primary.configuration(),
                    Files.readString(primary.configuration())
                            .replace("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort()));
            refused(primary, "Cannot listen on 127.0.0.1:" + taken.getLocalPort(), "is the port taken");
        }
    }

    @Test
    void saysThatADirectoryIsInUse() throws IOException {
        try (PrimaryFixture first = fixture("").format().start()) {
            refused(new PrimaryFixture(directory, "memory", ""), "name1");
            assertEquals(200, first.send("GET", "/ready").statusCode());
        }
    }

    @Test
    void aStoreThatCannotBeReachedIsNoRefusalAndBlamesNoImage() throws IOException {
        PrimaryFixture primary = new PrimaryFixture(
                        directory, "rocksdb", "cairn.rocksdb.dir: " + directory.resolve("file/rocksdb") + "\n")
                .format();
        Files.writeString(directory.resolve("file"), "no directory");
        StoreFailedException failure = assertThrows(StoreFailedException.class, primary::start);
        assertTrue(PrimaryProcess.isMachines(failure), "another start may work: exit status 1");
        assertTrue(String.valueOf(failure.getMessage()).contains("cairn.rocksdb.dir"), failure.getMessage());
        Files.delete(directory.resolve("file"));
        try (primary) {
            primary.start();
        }
    }

    @Test
    void whatWasFoundWrongIsARefusalAndWhatADiskDidIsNot() {
        assertFalse(PrimaryProcess.isMachines(new StartupException("Not formatted")));
        assertFalse(PrimaryProcess.isMachines(new NoSuchFileException("/data/1/name")));
        assertTrue(PrimaryProcess.isMachines(new IOException("No space left on device")));
        assertTrue(PrimaryProcess.isMachines(new FileSystemException("/data/1/name", null, "Read-only file system")));
    }

    @Test
    void saysThatNothingIsFormatted() throws IOException {
        Files.createDirectories(directory.resolve("name1"));
        Files.createDirectories(directory.resolve("name2"));
        refused(fixture(""), "Not formatted", "cairn format");
    }

    @Test
    void fillsADirectoryThatIsNotFormatted() throws IOException {
        PrimaryFixture primary = fixture("").format();
        delete(directory.resolve("name2"));
        Files.createDirectories(directory.resolve("name2"));
        try (primary) {
            primary.start();
        }
        assertTrue(Files.exists(current(2).resolve("VERSION")));
        assertTrue(Files.exists(current(2).resolve("fsimage_0000000000000000000")));
        fixture("").start().close();
    }

    @Test
    void namesTheFieldInWhichVersionsDiffer() throws IOException {
        PrimaryFixture primary = fixture("").format();
        Path version = current(2).resolve("VERSION");
        Files.writeString(version, Files.readString(version).replace("CID-test", "CID-other"));
        refused(primary, "clusterID is CID-test in " + current(1), "CID-other in " + current(2));
    }

    @Test
    void refusesANewerLayout() throws IOException {
        PrimaryFixture primary = fixture("").format();
        for (int number = 1; number <= 2; number++) {
            Path version = current(number).resolve("VERSION");
            Files.writeString(version, Files.readString(version).replace("-67", "-68"));
        }
        refused(primary, "layoutVersion", "-68");
    }

    @Test
    void refusesASeenTxidThatNothingReaches() throws IOException {
        PrimaryFixture primary = fixture("").format();
        Files.writeString(current(1).resolve("seen_txid"), "77\n");
        refused(primary, "1 to 77", "seen_txid");
    }

    @Test
    void refusesASeenTxidThatIsNoNumber() throws IOException {
        PrimaryFixture primary = fixture("").format();
        Files.writeString(current(1).resolve("seen_txid"), "garbage\n");
        Files.writeString(current(2).resolve("seen_txid"), "garbage\n");
        refused(primary, "seen_txid", "garbage");
    }

    @Test
    void refusesAGapBetweenSegments() throws IOException {
        PrimaryFixture primary = fixture("").format().start();
        primary.send("POST", "/checkpoint/roll");
        primary.send("POST", "/checkpoint/roll");
        primary.stop();
        for (int number = 1; number <= 2; number++) {
            Files.delete(current(number).resolve("edits_0000000000000000003-0000000000000000004"));
        }
        refused(primary, "3 to 4");
    }

    @Test
    void takesASoundCopyOfADamagedImageAndRefusesWhenThereIsNone() throws IOException {
        PrimaryFixture primary = fixture("").format();
        damage(current(1).resolve("fsimage_0000000000000000000"));
        try (primary) {
            primary.start();
            assertTrue(primary.send("GET", "/health").body().contains("fsimage_0000000000000000000 is damaged"));
        }
        damage(current(1).resolve("fsimage_0000000000000000000"));
        damage(current(2).resolve("fsimage_0000000000000000000"));
        refused(
                primary,
                current(1).resolve("fsimage_0000000000000000000") + ": wrong MD5",
                "no sound image",
                "cairn restore --from",
                "cairn primary --recover " + primary.configuration());
    }

    @Test
    void anErrorInTheStartEndsTheProcessAndSaysWhatItWas() throws Exception {
        PrimaryFixture primary = new PrimaryFixture(directory, "rocksdb", "").format();
        String withoutRocks = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("rocksdbjni"))
                .collect(Collectors.joining(File.pathSeparator));
        String said = processRefuses(primary, "-cp", withoutRocks);
        assertTrue(said.contains("cairn primary: The start failed: java.lang.NoClassDefFoundError"), said);
    }

    @Test
    void aDirectoryForTemporaryFilesFromWhichNothingMayRunIsNamed() throws Exception {
        PrimaryFixture primary = new PrimaryFixture(directory, "rocksdb", "").format();
        Path noexec = Files.createDirectory(directory.resolve("noexec"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "noexec,size=256m", "tmpfs", noexec.toString()) == 0,
                "nothing can be mounted here: not root?");
        try {
            String said =
                    processRefuses(primary, "-cp", System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + noexec);
            assertTrue(said.contains("java.io.tmpdir (" + noexec + ")") && said.contains("noexec"), said);
        } finally {
            assertEquals(0, run("umount", noexec.toString()));
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static String processRefuses(PrimaryFixture primary, String... flags) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        command.addAll(
                List.of(ProcessMain.class.getName(), primary.configuration().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(3, process.waitFor(), said);
        return said;
    }

    /** A primary as {@code cairn primary} runs it. */
    static final class ProcessMain {
        private ProcessMain() {}

        public static void main(String[] arguments) {
            System.exit(PrimaryProcess.run(Path.of(arguments[0])));
        }
    }

    @Test
    void refusesAnAuditLogThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("no-directory")).resolve("audit.log");
        PrimaryFixture primary = fixture("").format();
        Files.writeString(
                primary.configuration(),
                Files.readString(primary.configuration())
                        .replace(
                                "logging: {level: WARN}",
                                "logging: {loggers: {io.cairn.audit: {level: INFO, appenders: [{type: file,"
                                        + " currentLogFilename: " + file + ", archive: false}]}}}"));
        refused(
                primary,
                "logging.loggers.io.cairn.audit.appenders: currentLogFilename = " + file,
                "cannot be written by user " + System.getProperty("user.name"));
    }

    private PrimaryFixture fixture(String moreKeys) throws IOException {
        return new PrimaryFixture(directory, "memory", moreKeys);
    }

    private Path current(int number) {
        return directory.resolve("name" + number).resolve("current");
    }

    private static void refused(PrimaryFixture primary, String... parts) {
        String message =
                String.valueOf(assertThrows(IOException.class, primary::start).getMessage());
        for (String part : parts) {
            assertTrue(message.contains(part), "no \"" + part + "\" in: " + message);
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private static void delete(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
