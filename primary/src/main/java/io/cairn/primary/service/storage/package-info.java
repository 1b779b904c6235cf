/**
 * Care for the primary's storage while it runs: directories that failed come back, and safe mode keeps the last free space.
 * May import {@code layout}, {@code disk} and {@code service}'s safe mode. Start reading at {@link
 * io.cairn.primary.service.storage.StorageCare}.
 */
@NullMarked
package io.cairn.primary.service.storage;

import org.jspecify.annotations.NullMarked;
