package io.cairn.primary.command;

/**
 * Limits and defaults of the namespace; HDFS's own unless configured otherwise. Checked for new requests only, never at
 * replay. Immutable.
 *
 * @param permissionsEnabled false lets everyone do everything but what only a superuser may
 * @param componentBytesMax longest name in bytes; 0 no limit
 * @param directoryItemsMax most children of one directory
 * @param pathCharsMax longest path in characters
 * @param pathDepthMax most components of a path
 * @param replicationMin least copies of a file
 * @param replicationMax most copies of a file
 * @param blockSizeMin smallest block size in bytes
 * @param defaultReplication copies when a request names none
 * @param defaultBlockSize bytes, when a request names none
 * @param listLimit most entries of one answer of a batched listing
 */
public record NamespaceRules(
        boolean permissionsEnabled,
        int componentBytesMax,
        int directoryItemsMax,
        int pathCharsMax,
        int pathDepthMax,
        int replicationMin,
        int replicationMax,
        long blockSizeMin,
        int defaultReplication,
        long defaultBlockSize,
        int listLimit) {
    public static final NamespaceRules DEFAULT =
            new NamespaceRules(true, 255, 1_048_576, 8000, 1000, 1, 512, 1_048_576, 3, 134_217_728, 1000);
}
