package io.cairn.common.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HumanUnitsTest {
    @Test
    void sizesChangeUnitBeforeTheyNeedFiveDigits() {
        assertEquals("0 B", HumanUnits.bytes(0));
        assertEquals("1023 B", HumanUnits.bytes(1023));
        assertEquals("1.0 KiB", HumanUnits.bytes(1024));
        assertEquals("1.5 KiB", HumanUnits.bytes(1536));
        assertEquals("1.0 MiB", HumanUnits.bytes((1 << 20) - 1));
        assertEquals("8.0 EiB", HumanUnits.bytes(Long.MAX_VALUE));
    }

    @Test
    void timesKeepThreeDigitsAndAreNotRoundedUp() {
        assertEquals("0 ms", HumanUnits.time(Duration.ZERO));
        assertEquals("999 ms", HumanUnits.time(Duration.ofNanos(999_999_999)));
        assertEquals("1.99 s", HumanUnits.time(Duration.ofMillis(1999)));
        assertEquals("59.9 s", HumanUnits.time(Duration.ofMillis(59_999)));
        assertEquals("1 min 0 s", HumanUnits.time(Duration.ofSeconds(60)));
        assertEquals("25 h 1 min", HumanUnits.time(Duration.ofMinutes(25 * 60 + 1)));
    }

    @Test
    void countsAreGrouped() {
        assertEquals("1,234,567", HumanUnits.count(1_234_567));
    }
}
