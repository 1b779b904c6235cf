package io.cairn.bench;

import java.util.Locale;
import java.util.Map;

/**
 * What one checkpoint cost. Immutable.
 *
 * @param phaseMillis milliseconds by phase, in the order in which they ran; {@code start} is until the process begins to
 *     work
 * @param wallMillis from the start of the process that makes the checkpoint to the confirmed upload
 * @param peakResidentBytes high-water mark of resident memory of that process; 0 where the system does not tell
 * @param imageBytes length of the new image
 */
record CheckpointFigures(
        String side, Map<String, Long> phaseMillis, long wallMillis, long peakResidentBytes, long imageBytes) {
    static final String START = "start";

    /** Without the start of the virtual machine, which a process that stays pays once. */
    long workMillis() {
        return wallMillis - phaseMillis.getOrDefault(START, 0L);
    }

    /** One line for people. */
    String describe() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-6s  wall %7.2f s  peak %5d MiB  image %6.1f MB ",
                side,
                wallMillis / 1e3,
                peakResidentBytes >> 20,
                imageBytes / 1e6));
        phaseMillis.forEach(
                (phase, millis) -> text.append(String.format(Locale.ROOT, "  %s %.2f", phase, millis / 1e3)));
        return text.toString();
    }

    /** The same as a JSON object. */
    String json() {
        StringBuilder phases = new StringBuilder();
        phaseMillis.forEach(
                (phase, millis) -> phases.append(phases.isEmpty() ? "" : ",").append("\"" + phase + "\":" + millis));
        return "{\"side\":\"" + side + "\",\"wallMillis\":" + wallMillis + ",\"workMillis\":" + workMillis()
                + ",\"peakResidentBytes\":" + peakResidentBytes + ",\"imageBytes\":" + imageBytes
                + ",\"phaseMillis\":{" + phases + "}}";
    }
}
