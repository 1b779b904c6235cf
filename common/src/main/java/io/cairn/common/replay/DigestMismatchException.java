package io.cairn.common.replay;

import io.cairn.common.digest.NamespaceDigest;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A finished image is whole as a file, but does not hold the namespace it should: something was lost or changed in replay,
 * merge or save, here or on the other side. It never gets its name.
 */
public final class DigestMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param by who says what the image should hold */
    public DigestMismatchException(Path image, String by, NamespaceDigest expected, NamespaceDigest found) {
        super(image + " does not hold the namespace it should: expected digest " + expected + " according to " + by
                + ", found " + found + " in the finished file; it is not taken, and the image before it stays");
    }
}
