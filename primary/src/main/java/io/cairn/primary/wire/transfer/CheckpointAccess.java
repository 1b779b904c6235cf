package io.cairn.primary.wire.transfer;

import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.checkpoint.Checkpoints;
import io.cairn.primary.service.checkpoint.ImageReceiver;
import io.cairn.primary.service.checkpoint.RollDigests;

/** What the checkpoint calls work on. Immutable; its parts are thread-safe. */
public record CheckpointAccess(
        NamespaceService namespace,
        Checkpoints checkpoints,
        CheckpointState state,
        ImageReceiver receiver,
        CheckpointWatch watch,
        RollDigests digests) {}
