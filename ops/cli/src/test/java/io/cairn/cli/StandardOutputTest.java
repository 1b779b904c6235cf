package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.testkit.Golden;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say, in processes of their own, of a standard output that does not take everything. */
@Tag("process")
class StandardOutputTest {
    private static final String SEGMENT = "hadoop-3.5.0-allops/edits_0000000000000000245-0000000000000000473";
    private static final String IMAGE = "hadoop-3.5.0-allops/current/fsimage_0000000000000000473";

    @TempDir
    private Path directory;

    @Test
    void aFullDiskIsNoSuccess() throws Exception {
        assertFails(255, "No space left on device", "oev", "-i", segment(), "-o", "-");
        assertFails(255, "No space left on device", "oiv", "-p", "XML", "-i", image(), "-o", "-");
        assertFails(1, "standard output did not take all there was to say of it: No space", "version", "--json");
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFault() throws Exception {
        for (List<String> words : List.of(
                List.of("version", "--json"),
                List.of("oev", "-i", segment(), "-o", "-"),
                List.of("oiv", "-p", "XML", "-i", image(), "-o", "-"))) {
            Process process = cairn(words).start();
            process.getInputStream().close(); // before the process has so much as its first class
            String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(141, process.waitFor(), said);
            assertEquals("", said);
        }
    }

    private void assertFails(int status, String reason, String... words) throws Exception {
        Process process =
                cairn(List.of(words)).redirectOutput(new File("/dev/full")).start();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(status, process.waitFor(), said);
        assertTrue(said.contains(reason), said);
    }

    private static ProcessBuilder cairn(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Cairn.class.getName()));
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    private String segment() throws Exception {
        return Files.write(directory.resolve("edits"), Golden.segment(SEGMENT)).toString();
    }

    private String image() throws Exception {
        return Files.write(directory.resolve("image"), Golden.bytes(IMAGE)).toString();
    }
}
