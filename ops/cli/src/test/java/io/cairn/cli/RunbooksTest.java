package io.cairn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runbooks stay true: each command in them is one, and each link and each page that a process names is there. */
class RunbooksTest {
    private static final Path RUNBOOKS = Path.of("../runbooks");
    private static final Pattern COMMAND = Pattern.compile("`cairn ([^`]+)`|^ +cairn (.+)$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+\\.md)");

    @Test
    void everyCommandParses() throws IOException {
        List<String> wrong = new ArrayList<>();
        int commands = 0;
        for (Path page : pages()) {
            Matcher command = COMMAND.matcher(Files.readString(page));
            while (command.find()) {
                String line = command.group(1) == null ? command.group(2) : command.group(1);
                // Two blanks and more: what it is for.
                String[] words = words(line.split(" {2,}")[0]);
                commands++;
                try {
                    Cairn.commandLine().parseArgs(words);
                } catch (CommandLine.ParameterException e) {
                    // A command named alone, without what it needs, is meant as a name.
                    if (words.length > 2 || e instanceof CommandLine.UnmatchedArgumentException) {
                        wrong.add(page.getFileName() + ": cairn " + line + ": " + e.getMessage());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(commands > 50, "found only " + commands);
    }

    @Test
    void everyPageIsInTheIndexAndEveryLinkLeadsSomewhere() throws IOException {
        String index = Files.readString(RUNBOOKS.resolve("README.md"));
        for (Path page : pages()) {
            String name = String.valueOf(page.getFileName());
            assertTrue(name.equals("README.md") || index.contains("(" + name + ")"), name + " is not in the index");
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                assertTrue(Files.exists(RUNBOOKS.resolve(link.group(1))), name + " leads to " + link.group(1));
            }
        }
    }

    @Test
    void everyPageThatAProcessNamesIsThere() throws IOException {
        Pattern named = Pattern.compile("ops/runbooks/([a-z-]+\\.md)");
        int found = 0;
        for (String standing : List.of(
                "../../primary/src/main/java/io/cairn/primary/app/PrimaryStanding.java",
                "../../checkpointer/src/main/java/io/cairn/checkpointer/app/CheckpointerStanding.java")) {
            Matcher page = named.matcher(Files.readString(Path.of(standing)));
            while (page.find()) {
                assertTrue(Files.exists(RUNBOOKS.resolve(page.group(1))), page.group(1));
                found++;
            }
        }
        assertTrue(found > 5, "found only " + found);
    }

    private static List<Path> pages() {
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }
}
