package io.cairn.common.transfer;

/**
 * Who a process is, in the JSON calls: the five fields of VERSION. Immutable.
 *
 * @param cTime milliseconds since 1970 of format or last upgrade
 */
public record WireStorageInfo(int layoutVersion, int namespaceId, String clusterId, long cTime, String blockPoolId) {}
