package io.cairn.cli.oev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files of records. Stateless. */
final class RecordFiles {
    static final String ENDING = ".log";

    /** Behind a segment's name: what was said beyond its ops. Retention takes such a file for a segment set aside. */
    static final String BEYOND_ENDING = ".attributes";

    private static final Pattern NAME = Pattern.compile("(\\d{1,19})_(\\d{1,19})\\.log");

    private RecordFiles() {}

    /** True if a file is to be read as records: by its name, unless it starts as only a segment does. */
    static boolean isRecords(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(ENDING) || name.endsWith(BEYOND_ENDING)) && !startsAsSegment(file);
    }

    /** A segment starts with a small negative number, which would be the length of no record. */
    private static boolean startsAsSegment(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(3), new byte[] {-1, -1, -1});
        } catch (IOException e) {
            return false; // whoever reads it will say why it cannot be read
        }
    }

    /** Where that is kept which records say beyond the ops of {@code segment}. */
    static Path beyond(Path segment) {
        return segment.resolveSibling(segment.getFileName() + BEYOND_ENDING);
    }

    /**
     * Checks that a file named {@code <first>_<last>.log} holds those transactions; any other name says nothing.
     *
     * @throws XmlFormatException if it does not
     */
    static void checkName(Path file, long firstTxid, long lastTxid) throws XmlFormatException {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && !(isTxid(name.group(1), firstTxid) && isTxid(name.group(2), lastTxid))) {
            throw new XmlFormatException(file + ": expected records of txids " + name.group(1) + " to " + name.group(2)
                    + " as its name says, found " + firstTxid + " to " + lastTxid);
        }
    }

    private static boolean isTxid(String digits, long txid) {
        return txid(digits).filter(value -> value == txid).isPresent();
    }

    private static Optional<Long> txid(String digits) {
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
