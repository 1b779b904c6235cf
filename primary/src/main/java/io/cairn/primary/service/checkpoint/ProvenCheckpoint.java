package io.cairn.primary.service.checkpoint;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last checkpoint that was proven, as the file {@value #FILE_NAME} beside the images keeps it over restarts: lines
 * {@code name=value} in UTF-8. HDFS ignores the file. Immutable.
 *
 * @param proven false if this is only the newest image of directories that had no such file: what age counts from
 * @param txid last transaction in it
 * @param at when it was proven, by the wall clock
 * @param digest of the namespace that both sides computed; empty if none was compared
 * @param by who sent it
 */
public record ProvenCheckpoint(boolean proven, long txid, Instant at, Optional<String> digest, String by) {
    /** Name of the file in {@code current/}. */
    public static final String FILE_NAME = "checkpoint_proven";

    /** Longest file that is read. */
    static final int BYTES_MAX = 4096;

    /** The newest image that a start found: what age counts from where no checkpoint has been proven yet. */
    public static ProvenCheckpoint found(long imageTxid, Instant imageTime) {
        return new ProvenCheckpoint(false, imageTxid, imageTime, Optional.empty(), "found at the first start");
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        text.append("proven=").append(proven).append('\n');
        text.append("txid=").append(txid).append('\n');
        text.append("at=").append(at).append('\n');
        digest.ifPresent(hex -> text.append("digest=").append(hex).append('\n'));
        text.append("by=").append(by.replaceAll("\\p{Cntrl}", " ")).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What {@code content} says, or empty if it is none of ours. */
    static Optional<ProvenCheckpoint> parse(byte[] content) {
        Map<String, String> values = new LinkedHashMap<>();
        new String(content, StandardCharsets.UTF_8).lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        try {
            return Optional.of(new ProvenCheckpoint(
                    Boolean.parseBoolean(values.getOrDefault("proven", "")),
                    Long.parseLong(values.getOrDefault("txid", "")),
                    Instant.parse(values.getOrDefault("at", "")),
                    Optional.ofNullable(values.get("digest")),
                    values.getOrDefault("by", "")));
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
