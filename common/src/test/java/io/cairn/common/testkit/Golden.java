package io.cairn.common.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Files written by real Hadoop, see {@code golden/README.md} among the test resources. Stateless. */
public final class Golden {
    /** Paths of all segments without {@code current/} or {@code views/}; the last but one is in progress and padded. */
    public static final List<String> SEGMENTS = List.of(
            "hadoop-3.5.0-allops/edits_0000000000000000001-0000000000000000161",
            "hadoop-3.5.0-allops/edits_0000000000000000162-0000000000000000163",
            "hadoop-3.5.0-allops/edits_0000000000000000164-0000000000000000244",
            "hadoop-3.5.0-allops/edits_0000000000000000245-0000000000000000473",
            "hadoop-3.5.0-allops/edits_0000000000000000474-0000000000000000575",
            "hadoop-3.5.0-allops/edits_0000000000000000576-0000000000000000580",
            "hadoop-3.5.0-allops/edits_inprogress_0000000000000000581",
            "hadoop-3.5.0-snapshots/edits_0000000000000000001-0000000000000000070");

    private Golden() {}

    /** A segment of {@link #SEGMENTS} itself. */
    public static byte[] segment(String name) throws IOException {
        return bytes(name.replace("/", "/current/"));
    }

    /** What a viewer of Hadoop says of a segment: its output ends in {@code suffix}, {@code .xml} for example. */
    public static byte[] view(String name, String suffix) throws IOException {
        return bytes(name.replace("/", "/views/") + suffix);
    }

    /**
     * The bytes of one golden file.
     *
     * @param path below {@code golden/}
     * @throws IOException if there is none
     */
    public static byte[] bytes(String path) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + path)) {
            if (in == null) {
                throw new IOException("No golden file " + path);
            }
            return in.readAllBytes();
        }
    }
}
