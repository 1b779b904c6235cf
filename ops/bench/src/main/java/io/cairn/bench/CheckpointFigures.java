package io.cairn.bench;

import java.util.Map;

/**
 * What one checkpoint cost. Immutable.
 *
 * @param phaseMillis milliseconds by phase, in the order in which they ran
 * @param wallMillis from the start of the process to its end
 * @param peakResidentBytes high-water mark of resident memory of the process that made the checkpoint
 * @param imageBytes length of the new image
 */
record CheckpointFigures(
        String side, Map<String, Long> phaseMillis, long wallMillis, long peakResidentBytes, long imageBytes) {
    /** One line for people. */
    String describe() {
        StringBuilder text = new StringBuilder(String.format(
                "%-8s wall %8.2f s   peak %6d MiB   image %6.1f MB  ",
                side, wallMillis / 1e3, peakResidentBytes >> 20, imageBytes / 1e6));
        phaseMillis.forEach((phase, millis) -> text.append(String.format(" %s %.2f s", phase, millis / 1e3)));
        return text.toString();
    }
}
