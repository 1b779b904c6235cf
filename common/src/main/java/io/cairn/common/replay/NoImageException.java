package io.cairn.common.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** No directory holds an image to start from. */
public final class NoImageException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoImageException(List<Path> searched) {
        super("No fsimage_N to start from in any of " + searched);
    }
}
