package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DirLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail, as processes: status 1 and words, no stack trace. */
class CheckpointerStartTest {
    @TempDir
    private Path work;

    /** What the process said and how it ended. */
    private record Ended(int status, String err) {}

    private Ended start(String... lines) throws IOException, InterruptedException {
        Path configuration = Files.write(work.resolve("checkpointer.yml"), List.of(lines));
        Path err = work.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cairn.class.getName(),
                        "checkpointer",
                        configuration.toString())
                .redirectOutput(work.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "The process goes on");
            return new Ended(process.exitValue(), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    private static void assertFailsWith(String words, Ended ended) {
        assertEquals(3, ended.status(), ended.err());
        assertTrue(ended.err().contains(words), ended.err());
        assertFalse(ended.err().contains("\tat "), ended.err());
        assertEquals(1, ended.err().lines().count(), ended.err());
    }

    @Test
    void anUnknownKeyIsNamed() throws Exception {
        assertFailsWith(
                "dfs.namenode.chekpoint.period = 1h: unknown key; allowed: dfs.namenode.checkpoint.period",
                start("dfs.namenode.checkpoint.dir: " + work.resolve("cp"), "dfs.namenode.chekpoint.period: 1h"));
    }

    @Test
    void aBadDurationIsNamedWithWhatIsAllowed() throws Exception {
        assertFailsWith(
                "dfs.namenode.checkpoint.period = soon: not allowed; allowed: a time from",
                start("dfs.namenode.checkpoint.dir: " + work.resolve("cp"), "dfs.namenode.checkpoint.period: soon"));
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFailsWith(
                    "Cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    start(
                            "dfs.namenode.checkpoint.dir: " + work.resolve("cp"),
                            "dfs.namenode.secondary.http-address: 127.0.0.1:" + taken.getLocalPort()));
        }
    }

    @Test
    void aDirectoryInUseIsNamedWithItsHolder() throws Exception {
        Path directory = Files.createDirectories(work.resolve("cp"));
        DirLock lock = DirLock.take(new RealDisk(), directory, "4711@elsewhere");
        try {
            assertFailsWith(
                    directory + " is in use by 4711@elsewhere",
                    start(
                            "dfs.namenode.checkpoint.dir: " + directory,
                            "dfs.namenode.secondary.http-address: 127.0.0.1:0"));
        } finally {
            lock.close();
        }
    }

    @Test
    void aMissingFileIsNamed() {
        CommandRun run = CommandRun.of("checkpointer", work.resolve("none.yml").toString());

        assertEquals(3, run.status());
        assertTrue(run.err().contains("none.yml not found"), run.err());
    }
}
