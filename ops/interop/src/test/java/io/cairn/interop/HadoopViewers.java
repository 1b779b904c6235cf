package io.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;
import org.apache.hadoop.hdfs.tools.offlineImageViewer.OfflineImageViewerPB;

/** Hadoop's own offline viewers, in this process. <em>Stateless.</em> */
public final class HadoopViewers {
    private static final int HEAD_BYTES = 64;

    private HadoopViewers() {}

    /** Runs {@code oev -p processor} with flags such as {@code -f}; output replaces {@code out}. */
    public static void oev(Path in, Path out, String processor, OfflineEditsViewer.Flags flags) throws IOException {
        int code = new OfflineEditsViewer().go(in.toString(), out.toString(), processor, flags, null);
        if (code != 0) {
            byte[] bytes = Files.readAllBytes(in);
            String head = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEAD_BYTES));
            throw new IOException("oev -p " + processor + " of " + in + ", " + bytes.length + " bytes beginning with "
                    + head + ", ended with " + code);
        }
    }

    /** Runs {@code oiv -p processor}; output replaces {@code out}. */
    public static void oiv(Path in, Path out, String processor) throws Exception {
        int code = OfflineImageViewerPB.run(new String[] {"-i", in.toString(), "-o", out.toString(), "-p", processor});
        if (code != 0) {
            throw new IOException("oiv -p " + processor + " of " + in + " ended with " + code);
        }
    }
}
