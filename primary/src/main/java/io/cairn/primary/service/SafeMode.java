package io.cairn.primary.service;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the namespace is closed to changes, and why. Checkpoints go on. Each reason comes and goes by itself: safe mode
 * is on as long as there is one. Thread-safe: one lock around changes; readers see an immutable list.
 */
public final class SafeMode {
    private static final String HOW_TO_LEAVE = " Use \"cairn admin safemode leave\" to turn safe mode off.";

    /** Who wants safe mode. */
    public enum Reason {
        /** An operator entered it, and only an operator leaves it. */
        OPERATOR,
        /** The disks are nearly full; it goes when there is room again. */
        LOW_SPACE
    }

    /**
     * One reason that holds now. Immutable.
     *
     * @param since wall clock, for display
     * @param detail what led to it, a sentence; may be empty
     */
    public record Cause(Reason reason, Instant since, String detail) {}

    private final Map<Reason, Cause> held = new EnumMap<>(Reason.class);
    private volatile List<Cause> causes = List.of();

    /** True if the namespace is closed to changes. */
    public boolean isOn() {
        return !causes.isEmpty();
    }

    /** Why safe mode is on, operators first; empty when it is off. */
    public List<Cause> causes() {
        return causes;
    }

    /** The cause of that reason, if it holds now. */
    public Optional<Cause> cause(Reason reason) {
        return causes.stream().filter(cause -> cause.reason() == reason).findFirst();
    }

    /**
     * Adds a reason. One that holds already keeps its time and takes the new detail.
     *
     * @return true if it did not hold before
     */
    public boolean enter(Reason reason, Instant now, String detail) {
        synchronized (held) {
            Cause before = held.get(reason);
            held.put(reason, new Cause(reason, before == null ? now : before.since(), detail));
            causes = List.copyOf(held.values());
            return before == null;
        }
    }

    /**
     * Takes a reason away; safe mode stays on for the others.
     *
     * @return true if it held before
     */
    public boolean leave(Reason reason) {
        synchronized (held) {
            boolean left = held.remove(reason) != null;
            causes = List.copyOf(held.values());
            return left;
        }
    }

    /** How it stands, in HDFS's words: {@code Safe mode is OFF}, or {@code Safe mode is ON.} with what to do about it. */
    public String words() {
        List<Cause> now = causes;
        return now.isEmpty() ? "Safe mode is OFF" : "Safe mode is ON. " + tip(now);
    }

    /** Why safe mode is on and what to do about it; empty when it is off. */
    public String tip() {
        return tip(causes);
    }

    private static String tip(Collection<Cause> causes) {
        return String.join(" ", causes.stream().map(SafeMode::tip).toList());
    }

    private static String tip(Cause cause) {
        return switch (cause.reason()) {
            case OPERATOR -> "It was turned on manually." + HOW_TO_LEAVE;
            case LOW_SPACE ->
                "Resources are low on NN. Please add or free up more resources: safe mode then turns off"
                        + " by itself." + (cause.detail().isEmpty() ? "" : " " + cause.detail() + ".");
        };
    }
}
