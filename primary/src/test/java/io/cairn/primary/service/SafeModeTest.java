package io.cairn.primary.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.primary.service.SafeMode.Reason;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SafeModeTest {
    private static final Instant EARLIER = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant LATER = EARLIER.plusSeconds(60);

    private final SafeMode safeMode = new SafeMode();

    @Test
    void isOffAtFirst() {
        assertFalse(safeMode.isOn());
        assertEquals("Safe mode is OFF", safeMode.words());
        assertEquals("", safeMode.tip());
    }

    @Test
    void staysOnForTheOtherReasonWhenOneGoes() {
        assertTrue(safeMode.enter(Reason.LOW_SPACE, EARLIER, ""));
        assertTrue(safeMode.enter(Reason.OPERATOR, LATER, "moving disks"));
        assertTrue(safeMode.leave(Reason.LOW_SPACE));
        assertTrue(safeMode.isOn());
        assertEquals(Optional.empty(), safeMode.cause(Reason.LOW_SPACE));
        assertTrue(safeMode.leave(Reason.OPERATOR));
        assertFalse(safeMode.isOn());
        assertFalse(safeMode.leave(Reason.OPERATOR));
    }

    @Test
    void keepsTheTimeOfAReasonThatIsGivenAgain() {
        safeMode.enter(Reason.LOW_SPACE, EARLIER, "5 bytes");
        assertFalse(safeMode.enter(Reason.LOW_SPACE, LATER, "4 bytes"));
        assertEquals(
                Optional.of(new SafeMode.Cause(Reason.LOW_SPACE, EARLIER, "4 bytes")),
                safeMode.cause(Reason.LOW_SPACE));
    }

    @Test
    void saysWhyAndWhatToDo() {
        safeMode.enter(Reason.LOW_SPACE, EARLIER, "Space available on volume '/dev/sdb1' is 5");
        safeMode.enter(Reason.OPERATOR, EARLIER, "");
        assertEquals(
                "Safe mode is ON. It was turned on manually. Use \"cairn admin safemode leave\" to turn safe mode off."
                        + " Resources are low on NN. Please add or free up more resources: safe mode then turns off by"
                        + " itself. Space available on volume '/dev/sdb1' is 5.",
                safeMode.words());
    }
}
