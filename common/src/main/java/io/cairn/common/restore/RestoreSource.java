package io.cairn.common.restore;

import io.cairn.common.bytes.ByteSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a state to restore comes from. Single use, one thread. */
public interface RestoreSource extends Closeable {
    /** What to call it in messages: an address or a path, as one types it behind {@code --from}. */
    String name();

    /** What it holds, at this moment. */
    SourceCatalog catalog() throws IOException;

    /**
     * Copies an image.
     *
     * @return its MD5, as recorded beside it and as found in what was copied
     * @throws DamagedSourceException if the two differ or there is no record; what was copied is worth nothing
     */
    byte[] image(SourceImage image, ByteSink sink) throws IOException;

    /**
     * Copies a segment, whole, with whatever lies behind its last transaction.
     *
     * @throws DamagedSourceException if it is not what the source says it is, as far as the source says anything
     */
    void segment(SourceSegment segment, ByteSink sink) throws IOException;

    /**
     * Looks at a segment without copying it, where that costs no transfer.
     *
     * @throws DamagedSourceException if a transaction up to {@code lastTxid} is not intact
     */
    void check(SourceSegment segment, long lastTxid) throws IOException;

    /** A file that holds the segment, if it lies on this machine as such. */
    Optional<Path> file(SourceSegment segment) throws IOException;

    /** True if reading everything just to see whether it is whole costs no transfer. */
    boolean isLocal();

    @Override
    void close() throws IOException;
}
