package io.cairn.primary.command;

import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import java.util.Map;

/**
 * What a subtree holds. Immutable.
 *
 * @param directories the top directory included
 * @param files symbolic links included
 * @param length bytes of all files
 * @param spaceConsumed bytes with all replicas
 * @param quota limits of the top directory
 * @param typeConsumed bytes by type of storage, for the types that have a limit
 * @param ecPolicy name of the erasure-coding policy, {@code Replicated} for a plain file, or empty
 */
public record ContentSummary(
        long directories,
        long files,
        long length,
        long spaceConsumed,
        Quota quota,
        Map<StorageType, Long> typeConsumed,
        String ecPolicy) {
    public ContentSummary {
        typeConsumed = Map.copyOf(typeConsumed);
    }
}
