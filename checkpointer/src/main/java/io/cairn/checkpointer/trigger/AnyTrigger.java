package io.cairn.checkpointer.trigger;

import java.util.List;
import java.util.Optional;

/** Due when one of several is; the first one says why. Immutable. */
public record AnyTrigger(List<CheckpointTrigger> triggers) implements CheckpointTrigger {
    public AnyTrigger {
        triggers = List.copyOf(triggers);
    }

    @Override
    public Optional<String> reason(CheckpointAge age) {
        return triggers.stream()
                .flatMap(trigger -> trigger.reason(age).stream())
                .findFirst();
    }
}
