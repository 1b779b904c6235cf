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
 * @param typeConsumedByPolicy the same, but only of files that have a storage policy, set on them or inherited: HDFS shows
 *     this one in a content summary, the other in a quota usage
 * @param ecPolicy name of the erasure-coding policy, {@code Replicated} for a plain file, or empty
 */
public record ContentSummary(
        long directories,
        long files,
        long length,
        long spaceConsumed,
        Quota quota,
        Map<StorageType, Long> typeConsumed,
        Map<StorageType, Long> typeConsumedByPolicy,
        String ecPolicy) {
    public ContentSummary {
        typeConsumed = Map.copyOf(typeConsumed);
        typeConsumedByPolicy = Map.copyOf(typeConsumedByPolicy);
    }
}
