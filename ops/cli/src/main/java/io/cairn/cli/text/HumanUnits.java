package io.cairn.cli.text;

import java.time.Duration;

/** The former place of {@link io.cairn.common.text.HumanUnits}; new code imports that one. Stateless. */
public final class HumanUnits {
    private HumanUnits() {}

    public static String bytes(long count) {
        return io.cairn.common.text.HumanUnits.bytes(count);
    }

    public static String time(Duration time) {
        return io.cairn.common.text.HumanUnits.time(time);
    }

    public static String count(long number) {
        return io.cairn.common.text.HumanUnits.count(number);
    }
}
