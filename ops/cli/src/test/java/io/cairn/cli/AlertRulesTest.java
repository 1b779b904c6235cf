package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.checkpointer.app.Checkpointer;
import io.cairn.common.base.FatalHandler;
import io.cairn.common.transfer.TransferClient;
import io.cairn.primary.app.Primary;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alert rules stay true: what they watch is there, and so is the page that each names. When they fire is for
 * promtool.
 */
class AlertRulesTest {
    private static final Path ALERTS = Path.of("../alerts");
    private static final Pattern EXPRESSION = Pattern.compile("^ +expr: (.+)$", Pattern.MULTILINE);
    private static final Pattern SERIES = Pattern.compile("\\bcairn_[a-z_]+");
    private static final Pattern EXPORTED = Pattern.compile("^(cairn_[a-z_]+)", Pattern.MULTILINE);
    private static final Pattern RUNBOOK = Pattern.compile("runbook: (ops/runbooks/[A-Za-z-]+\\.md)");
    private static final FatalHandler FATAL = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    private Path work;

    @Test
    void everyNumberThatARuleWatchesIsExported() throws Exception {
        Path configuration = StatusTest.Pair.primaryYml(work);
        assertEquals(0, CommandRun.of("format", configuration.toString()).status());
        Set<String> exported = new TreeSet<>();
        try (Primary primary = Primary.start(configuration, FATAL)) {
            primary.awaitServing();
            exported.addAll(exported(primary.port()));
            Path yml = StatusTest.Pair.checkpointerYml(work, primary.port());
            try (Checkpointer checkpointer = Checkpointer.start(yml, FATAL)) {
                exported.addAll(exported(checkpointer.port()));
            }
        }

        Set<String> watched = new TreeSet<>();
        EXPRESSION.matcher(rules()).results().forEach(expression -> SERIES.matcher(expression.group(1))
                .results()
                .forEach(series -> watched.add(series.group())));
        assertTrue(watched.size() > 7, watched.toString());
        watched.removeAll(exported);
        assertEquals(Set.of(), watched, "watched, but not among " + exported);
    }

    @Test
    void everyRuleNamesAPageThatIsThere() throws IOException {
        List<String> pages =
                RUNBOOK.matcher(rules()).results().map(page -> page.group(1)).toList();
        assertEquals(EXPRESSION.matcher(rules()).results().count(), pages.size(), "one for each rule");
        for (String page : pages) {
            assertTrue(Files.exists(Path.of("../..").resolve(page)), page);
        }
    }

    private static String rules() throws IOException {
        return Files.readString(ALERTS.resolve("cairn.yml"));
    }

    private static Set<String> exported(int port) throws IOException {
        String text = new TransferClient(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(20), 0)
                .call("GET", "/metrics")
                .text();
        return EXPORTED.matcher(text).results().map(series -> series.group(1)).collect(Collectors.toSet());
    }
}
