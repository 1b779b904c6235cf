package io.cairn.primary.wire.operator;

import io.cairn.primary.service.SafeMode;
import java.util.List;

/**
 * Whether safe mode is on, and why; goes out as JSON. Immutable.
 *
 * @param words as HDFS says it, with what to do about it
 */
public record SafeModeAnswer(boolean on, String words, List<Cause> causes) {
    /**
     * One reason.
     *
     * @param reason {@code OPERATOR} or {@code LOW_SPACE}
     * @param since ISO-8601, wall clock
     */
    public record Cause(String reason, String since, String detail) {}

    static SafeModeAnswer of(SafeMode safeMode) {
        List<Cause> causes = safeMode.causes().stream()
                .map(cause -> new Cause(cause.reason().name(), cause.since().toString(), cause.detail()))
                .toList();
        return new SafeModeAnswer(!causes.isEmpty(), safeMode.words(), causes);
    }
}
