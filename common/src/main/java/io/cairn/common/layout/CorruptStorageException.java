package io.cairn.common.layout;

import java.io.IOException;
import java.nio.file.Path;

/** A small file of a storage directory (VERSION, {@code seen_txid}, MD5 sidecar) does not hold what it must. */
public final class CorruptStorageException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param file the damaged file
     * @param problem what is wrong, with the key or position
     * @param expected what is allowed
     * @param found what is there
     */
    public CorruptStorageException(Path file, String problem, String expected, String found) {
        super(file + ": " + problem + ": expected " + expected + ", found " + shortened(found));
    }

    private static String shortened(String found) {
        StringBuilder shown = new StringBuilder();
        found.chars().limit(200).forEach(c -> shown.append(c < ' ' || c > '~' ? '?' : (char) c));
        return "\"" + shown + "\"" + (found.length() > 200 ? "…" : "");
    }
}
