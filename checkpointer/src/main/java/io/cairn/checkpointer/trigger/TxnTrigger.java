package io.cairn.checkpointer.trigger;

import java.util.Optional;

/** Due when that many transactions are in no image ({@code dfs.namenode.checkpoint.txns}). Immutable. */
public record TxnTrigger(long transactions) implements CheckpointTrigger {
    @Override
    public Optional<String> reason(CheckpointAge age) {
        return age.transactions() >= transactions
                ? Optional.of(age.transactions() + " transactions are in no image (limit " + transactions + ")")
                : Optional.empty();
    }
}
