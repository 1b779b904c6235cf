package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;

/** Shows one file with our viewers and with Hadoop's and compares every byte. <em>Confined to one thread.</em> */
final class ViewerComparison {
    private final Path work;

    /** @param work where the outputs go, to be looked at after a failure */
    ViewerComparison(Path work) {
        this.work = work;
    }

    /** XML and counts of a segment; XML made into a segment again and shown once more. */
    void segment(Path segment) throws IOException {
        Path xml = work.resolve("ours.xml");
        Path expected = work.resolve("hadoop.xml");
        HadoopViewers.oev(segment, expected, "xml", noFlags());
        CairnViewers.oev(segment, xml, "xml");
        same(expected, xml, "oev -p xml of " + segment);

        Path again = work.resolve("again.bin");
        Path xmlAgain = work.resolve("again.xml");
        CairnViewers.oev(xml, again, "binary");
        CairnViewers.oev(again, xmlAgain, "xml");
        same(xml, xmlAgain, "oev -p xml of the segment made of the XML of " + segment);

        Path stats = work.resolve("ours.stats");
        HadoopViewers.oev(segment, expected, "stats", noFlags());
        CairnViewers.oev(segment, stats, "stats");
        same(expected, stats, "oev -p stats of " + segment);
    }

    /** XML, delimited lines and the distribution of file sizes of an image. */
    void image(Path image) throws Exception {
        for (String processor : new String[] {"XML", "Delimited", "FileDistribution"}) {
            Path expected = work.resolve("hadoop." + processor);
            Path found = work.resolve("ours." + processor);
            HadoopViewers.oiv(image, expected, processor);
            CairnViewers.oiv(image, found, processor);
            same(expected, found, "oiv -p " + processor + " of " + image);
        }
    }

    static OfflineEditsViewer.Flags noFlags() {
        return new OfflineEditsViewer.Flags();
    }

    private static void same(Path expected, Path found, String what) throws IOException {
        byte[] theirs = Files.readAllBytes(expected);
        byte[] ours = Files.readAllBytes(found);
        int mismatch = java.util.Arrays.mismatch(theirs, ours);
        if (mismatch >= 0) {
            assertEquals(around(theirs, mismatch), around(ours, mismatch), what + ", from byte " + mismatch);
        }
        assertArrayEquals(theirs, ours, what);
    }

    private static String around(byte[] bytes, int position) {
        int from = Math.max(0, position - 300);
        int to = Math.min(bytes.length, position + 300);
        return new String(bytes, from, Math.max(0, to - from), StandardCharsets.UTF_8);
    }
}
