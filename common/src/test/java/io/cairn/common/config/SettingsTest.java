package io.cairn.common.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Duration DAY = Duration.ofDays(1);

    @ParameterizedTest
    @CsvSource({"3600,3600000", "60s,60000", "1h,3600000", "2 m,120000", "250ms,250", "1d,86400000"})
    void readsTimesWithAndWithoutUnit(String text, long millis) {
        Settings settings = Settings.of("t.yml", Map.of("k", text));
        assertEquals(Duration.ofMillis(millis), settings.duration("k", DAY, Duration.ZERO, Duration.ofDays(2)));
        settings.check();
    }

    @ParameterizedTest
    @CsvSource({"5000,5000", "5s,5000", "250ms,250"})
    void readsBareNumbersAsMillisecondsWhereHdfsDoes(String text, long millis) {
        Settings settings = Settings.of("t.yml", Map.of("k", text));
        assertEquals(Duration.ofMillis(millis), settings.millis("k", DAY, Duration.ZERO, DAY));
        settings.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1y", "1.5h", "99999999999999999999s", "2d"})
    void refusesBadTimesNamingKeyValueAndWhatIsAllowed(String text) {
        Settings settings = Settings.of("t.yml", Map.of("dfs.namenode.checkpoint.period", text));
        settings.duration("dfs.namenode.checkpoint.period", DAY, Duration.ZERO, DAY);
        String message =
                assertThrows(InvalidSettingsException.class, settings::check).getMessage();
        assertTrue(message.contains("t.yml: dfs.namenode.checkpoint.period = " + text), message);
        assertTrue(message.contains("from 0s to 86400s, e.g. 3600, 60s, 1h"), message);
    }

    @ParameterizedTest
    @CsvSource({"52428800,52428800", "50m,52428800", "50 MiB,52428800", "1G,1073741824", "0,0"})
    void readsSizes(String text, long bytes) {
        Settings settings = Settings.of("t.yml", Map.of("k", text));
        assertEquals(bytes, settings.bytes("k", 1, 0, Long.MAX_VALUE));
        assertDoesNotThrow(settings::check);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host/name",
                "qjournal://a;b/x",
                "file://host/name",
                "file:name",
                "${hadoop.tmp.dir}/name",
                "file://${hadoop.tmp.dir}/dfs/name"
            })
    void refusesWhatIsNoLocalDirectory(String entry) {
        Settings settings = Settings.of("t.yml", Map.of("k", "/a," + entry));
        settings.directories("k", List.of());
        String message =
                assertThrows(InvalidSettingsException.class, settings::check).getMessage();
        assertTrue(message.contains("t.yml: k = " + entry + ": not a path"), message);
        assertTrue(message.contains("allowed: a local directory"), message);
    }

    @Test
    void readsListsOfDirectoriesAsRealFilesHaveThem() {
        Settings settings = Settings.of(
                "t.yml",
                Map.of("k", "\n  file:///a/1/,\n ,, file:/b%20c ,\n\n/d/ e/\n", "l", List.of(" /a", "", "/b,/c ")));
        assertEquals(List.of(Path.of("/a/1"), Path.of("/b c"), Path.of("/d/ e")), settings.directories("k", List.of()));
        assertEquals(List.of(Path.of("/a"), Path.of("/b"), Path.of("/c")), settings.directories("l", List.of()));
    }

    @Test
    void refusesSizesThatOverflow() {
        Settings settings = Settings.of("t.yml", Map.of("k", "99999999999t"));
        assertEquals(1, settings.bytes("k", 1, 0, Long.MAX_VALUE));
        assertThrows(InvalidSettingsException.class, settings::check);
    }

    @Test
    void readsDirectoriesWithStrayCommasBlanksAndUris() {
        Settings settings = Settings.of("t.yml", Map.of("k", " /a/1, ,file:///b/2,/c/../d,, "));
        assertEquals(List.of(Path.of("/a/1"), Path.of("/b/2"), Path.of("/d")), settings.directories("k", List.of()));
        assertDoesNotThrow(settings::check);
    }

    @Test
    void namesUnknownKeysWithTheNearestKnownOneFirst() {
        Settings settings = Settings.of("t.yml", Map.of("dfs.namenode.nme.dir", "/x", "nested", Map.of("a", 1)));
        settings.directories("dfs.namenode.name.dir", List.of());
        settings.flag("zzz", true);
        String message =
                assertThrows(InvalidSettingsException.class, settings::check).getMessage();
        assertTrue(
                message.contains("dfs.namenode.nme.dir = /x: unknown key; allowed: dfs.namenode.name.dir, zzz"),
                message);
        assertTrue(message.contains("nested: keys are flat"), message);
    }

    @Test
    void tellsEveryMistakeAtOnce() {
        Settings settings = Settings.of("t.yml", Map.of("a", "x", "b", "y", "c", "host", "d", "ftp://h"));
        settings.number("a", 1, 0, 9);
        settings.flag("b", false);
        settings.address("c", new HostPort("localhost", 1));
        settings.httpAddress("d", java.net.URI.create("http://localhost:1"));
        settings.requiredDirectories("e");
        String message =
                assertThrows(InvalidSettingsException.class, settings::check).getMessage();
        assertEquals(5, message.lines().count(), message);
    }

    @Test
    void tellsLoopbackFromTheRest() {
        assertTrue(HostPort.parse("127.0.0.1:9870").orElseThrow().isLoopback());
        assertTrue(!HostPort.parse("0.0.0.0:9870").orElseThrow().isLoopback());
    }
}
