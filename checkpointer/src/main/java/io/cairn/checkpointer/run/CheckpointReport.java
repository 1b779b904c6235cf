package io.cairn.checkpointer.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a confirmed checkpoint did. Immutable.
 *
 * @param reason who or what asked
 * @param finished wall clock, for display
 * @param txid last transaction in the image
 * @param baseTxid last transaction in the image that it was made from
 * @param transactions edits applied
 * @param inodes in the image
 * @param imageBytes length of the image
 * @param fetchedBytes image and edits that came over the wire
 * @param phases time per step; steps that were not needed are missing
 * @param total from the roll to the end of retention
 */
public record CheckpointReport(
        String reason,
        Instant finished,
        long txid,
        long baseTxid,
        long transactions,
        long inodes,
        long imageBytes,
        long fetchedBytes,
        Map<Phase, Duration> phases,
        Duration total) {
    public CheckpointReport {
        phases = phases.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(phases));
    }

    /** The phases in their order, as {@code roll 18 ms, edits 1304 ms}. */
    String steps() {
        return phases.entrySet().stream()
                .map(phase -> phase.getKey().word() + " " + phase.getValue().toMillis() + " ms")
                .collect(Collectors.joining(", "));
    }
}
