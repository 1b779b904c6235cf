package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/cairn} of the distribution, with a Java that only prints what it was given. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("src/main/dist/bin/cairn");

    @TempDir
    Path javaHome;

    private String flags(String heap, String command) throws IOException, InterruptedException {
        Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString(), command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().remove("CAIRN_OPTS");
        builder.environment().put("CAIRN_HEAP", heap);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void whatReplaysHasAHeapForTensOfMillionsOfInodesUnlessToldOtherwise() throws Exception {
        for (String command : new String[] {"primary", "checkpointer", "restore"}) {
            assertTrue(flags("", command).contains(" -Xmx1g "), command);
            assertTrue(flags("4g", command).contains(" -Xmx4g "), command);
        }
        assertTrue(flags("", "oiv").contains(" -Xmx256m "));
        assertTrue(flags("4g", "oiv").contains(" -Xmx4g "));
    }
}
