package io.cairn.common.layout;

import java.nio.file.Path;

/**
 * An image in one directory. Immutable.
 *
 * @param txid last transaction that it contains
 * @param rollback kept for the rollback of a rolling upgrade
 */
public record ImageFile(Path path, long txid, boolean rollback) {}
