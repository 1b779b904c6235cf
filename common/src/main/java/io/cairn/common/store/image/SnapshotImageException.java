package io.cairn.common.store.image;

import java.io.IOException;

/** An image carries snapshots or directories that may get some; it can be viewed, but not served, changed or merged. */
public final class SnapshotImageException extends IOException {
    private static final long serialVersionUID = 1L;

    public SnapshotImageException(String image, String found) {
        super(image + ": has " + found
                + "; images with snapshots can be viewed, but not yet be served, replayed on or merged");
    }
}
