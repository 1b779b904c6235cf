package io.cairn.primary.wire.transfer;

import io.cairn.common.transfer.RestoreMark;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.checkpoint.Checkpoints;
import io.cairn.primary.service.checkpoint.ImageReceiver;
import io.cairn.primary.service.checkpoint.RollDigests;
import java.util.Optional;

/**
 * What the checkpoint calls work on. Immutable; its parts are thread-safe.
 *
 * @param lastRestore the restore that the directories came from when this primary started; empty if from none
 */
public record CheckpointAccess(
        NamespaceService namespace,
        Checkpoints checkpoints,
        CheckpointState state,
        ImageReceiver receiver,
        CheckpointWatch watch,
        RollDigests digests,
        Optional<RestoreMark> lastRestore) {}
