package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillPointTest {
    private static final List<Path> DIRECTORIES = List.of(Path.of("/d/name1"));
    private static final String FETCHED = "/d/name1/current/edits_tmp_";

    private static String rename(int thread, String path) {
        return thread + " rename(\"" + path + "\", \"/d/name1/current/other\") = 0";
    }

    @Test
    void aFileWithTheSameNameInEachRunIsCountedByItself() {
        List<String> trace = List.of(
                "7 fsync(4</d/name1/current/VERSION>) = 0",
                "7 fsync(5</elsewhere/VERSION>) = 0",
                "8 fsync(4</d/name1/current/VERSION>) = 0",
                "7 fsync(4</d/name1/current/VERSION>) = 0");
        String version = "/d/name1/current/VERSION";
        assertEquals(
                List.of(new KillPoint("fsync", version, 1), new KillPoint("fsync", version, 2)),
                KillPoint.of(trace, DIRECTORIES));
    }

    @Test
    void aFileWhoseNameIsDrawnAnewIsCountedAmongAllOfItsThread() {
        List<String> trace = List.of(rename(7, "/elsewhere/a"), rename(7, FETCHED + "1-5_33"));
        assertEquals(List.of(new KillPoint("rename", FETCHED + "*", 2)), KillPoint.of(trace, DIRECTORIES));
    }

    @Test
    void aKillThatMetAnotherFileThanOneOfThatKindHasMissed() {
        KillPoint point = new KillPoint("rename", FETCHED + "*", 2);
        String dead = "7 +++ killed by SIGKILL +++";
        assertTrue(point.isLastOf(List.of(rename(7, "/elsewhere/a"), rename(7, FETCHED + "1-5_44"), dead)));
        assertFalse(point.isLastOf(List.of(rename(7, FETCHED + "1-5_44"), rename(7, "/elsewhere/a"), dead)));
        assertFalse(point.isLastOf(List.of(dead)));
    }
}
