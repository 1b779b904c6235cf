package io.cairn.primary.wire.operator;

import io.cairn.common.layout.NameDirectories;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.operator.SaveThread;
import io.cairn.primary.service.storage.StorageCare;

/** What the operators' calls work on. Immutable; its parts are thread-safe. */
public record OperatorAccess(
        NamespaceService namespace,
        CheckpointState state,
        SaveThread saver,
        NameDirectories directories,
        StorageCare storage) {}
