package io.cairn.common.text;

import java.time.Duration;
import java.util.Locale;

/** Sizes, times and counts as people read them, the same in every locale. Stateless. */
public final class HumanUnits {
    private static final String[] SIZES = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int STEP = 1024;

    private HumanUnits() {}

    /** {@code 999 B}, {@code 1.5 KiB}, {@code 461.0 MiB}; one decimal from a KiB on. */
    public static String bytes(long count) {
        if (Math.abs(count) < STEP) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        // 1023.95 would be printed as 1024.0.
        while (Math.abs(value) >= STEP - 0.05 && unit < SIZES.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, SIZES[Math.max(0, unit)]);
    }

    /** {@code 12 ms}, {@code 1.23 s}, {@code 45.6 s}, {@code 2 min 3 s}, {@code 5 h 6 min}; cut off, not rounded up. */
    public static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%d.%02d s", millis / 1000, millis % 1000 / 10);
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%d.%d s", millis / 1000, millis % 1000 / 100);
        }
        return time.toHours() == 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    /** {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
