package io.cairn.cli.oiv;

import io.cairn.cli.text.ByteText;
import java.io.IOException;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Locale;
import java.util.TimeZone;

/** Times as {@code yyyy-MM-dd HH:mm} in a zone, without an object per time. Confined to one thread. */
final class LocalMinutes {
    private static final long QUARTER_MILLIS = 15 * 60 * 1000L;
    private static final long DAY_SECONDS = 86400;
    private static final int CACHED = 4096;

    /** Between these the calendar is the same by every definition. */
    private static final long FIRST_MILLIS =
            Instant.parse("1600-01-02T00:00:00Z").toEpochMilli();

    private static final long LAST_MILLIS =
            Instant.parse("9999-12-30T00:00:00Z").toEpochMilli();

    private final ZoneRules rules;
    private final SimpleDateFormat rare;
    /** Offsets of quarters of an hour, in which no zone changes its offset. */
    private final long[] quarters = new long[CACHED];

    private final int[] offsets = new int[CACHED];

    LocalMinutes(ZoneId zone) {
        rules = zone.getRules();
        rare = new SimpleDateFormat("yyyy-MM-dd HH:mm", Locale.ROOT);
        rare.setTimeZone(TimeZone.getTimeZone(zone));
        Arrays.fill(quarters, Long.MIN_VALUE);
    }

    void print(long millis, ByteText out) throws IOException {
        if (millis < FIRST_MILLIS || millis > LAST_MILLIS) {
            out.text(rare.format((Object) millis));
            return;
        }
        long seconds = Math.floorDiv(millis, 1000L) + offset(millis);
        long days = Math.floorDiv(seconds, DAY_SECONDS);
        int minutes = (int) (seconds - days * DAY_SECONDS) / 60;
        date(days, out);
        out.character(' ').padded(minutes / 60, 2).character(':').padded(minutes % 60, 2);
    }

    private int offset(long millis) {
        long quarter = Math.floorDiv(millis, QUARTER_MILLIS);
        int slot = (int) quarter & (CACHED - 1);
        if (quarters[slot] != quarter) {
            quarters[slot] = quarter;
            offsets[slot] = rules.getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds();
        }
        return offsets[slot];
    }

    /** Days since 1970 as a date; years are counted from March so that a leap day comes last. */
    private static void date(long days, ByteText out) throws IOException {
        long shifted = days + 719468;
        long era = Math.floorDiv(shifted, 146097L);
        int dayOfEra = (int) (shifted - era * 146097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        out.padded(year, 4).character('-').padded(month, 2).character('-').padded(day, 2);
    }
}
