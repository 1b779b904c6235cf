package io.cairn.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output for what may be long. {@link System#out} forgets failed writes, so that a full disk would look like
 * success; this one throws. Stateless.
 */
public final class StandardOutput {
    /** Stands for it where a file is named. */
    public static final String NAME = "-";

    /** The exit status of what ends because nobody reads on, as with {@code | head}: 128 and the number of SIGPIPE. */
    public static final int NOBODY_READS = 141;

    private StandardOutput() {}

    /** Not buffered. Closing it sends what is written afterwards nowhere. */
    public static OutputStream open() {
        return new FileOutputStream(FileDescriptor.out);
    }

    /** True if a write failed because the reader has gone, which is no fault. */
    public static boolean hasNoReader(IOException failure) {
        String message = failure.getMessage();
        return message != null && message.contains("Broken pipe");
    }
}
