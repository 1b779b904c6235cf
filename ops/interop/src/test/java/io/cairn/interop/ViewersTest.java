package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.codec.edits.EditEncoder;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.replay.ImageSaver;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.testkit.NaiveModel;
import io.cairn.common.testkit.RandomHistory;
import io.cairn.common.testkit.RandomOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distribution's offline viewers say of a file, byte for byte, what Hadoop's say of it. */
class ViewersTest {
    private static final Path GOLDEN = Path.of("../../common/src/test/resources/golden");
    private static final Path ALL_OPS = GOLDEN.resolve("hadoop-3.5.0-allops/current");
    private static final Path SNAPSHOTS = GOLDEN.resolve("hadoop-3.5.0-snapshots/current");
    private static final Path FORMS = GOLDEN.resolve("hadoop-3.5.0-image-forms");

    @TempDir
    private Path directory;

    static List<Path> segmentsOfHadoop() throws IOException {
        List<Path> segments = new ArrayList<>(HadoopNameDir.segments(ALL_OPS));
        segments.addAll(HadoopNameDir.segments(SNAPSHOTS));
        return segments;
    }

    static List<Path> imagesOfHadoop() throws IOException {
        List<Path> images = new ArrayList<>(HadoopNameDir.images(ALL_OPS));
        images.addAll(HadoopNameDir.images(SNAPSHOTS));
        for (String form : List.of("none", "DefaultCodec", "GzipCodec", "subsections")) {
            images.addAll(HadoopNameDir.images(FORMS.resolve(form)));
        }
        return images;
    }

    @ParameterizedTest
    @MethodSource("segmentsOfHadoop")
    void segmentsOfHadoopAreShownAsByHadoop(Path segment) throws Exception {
        new ViewerComparison(directory).segment(segment);
    }

    @ParameterizedTest
    @MethodSource("imagesOfHadoop")
    void imagesOfHadoopAreShownAsByHadoop(Path image) throws Exception {
        new ViewerComparison(directory).image(image);
    }

    static Stream<Class<? extends EditOp>> opTypes() {
        return RandomOps.types(LayoutVersion.CURRENT).stream();
    }

    @ParameterizedTest
    @MethodSource("opTypes")
    void everyOpWeWriteIsShownAsByHadoop(Class<? extends EditOp> type) throws Exception {
        long seed = 20_250_103;
        RandomOps ops = new RandomOps(new Random(seed), LayoutVersion.CURRENT);
        List<EditOp> some = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            some.add(ops.next(type));
        }
        new ViewerComparison(directory).segment(segment("edits_0000000000000000001-0000000000000000042", some));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void historiesWeWriteAreShownAsByHadoop(long seed) throws Exception {
        List<EditOp> history =
                RandomHistory.of(seed, 3000).stream().map(Edit::op).toList();
        new ViewerComparison(directory).segment(segment("edits_0000000000000000001-0000000000000003002", history));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void imagesWeSaveAreShownAsByHadoop(long seed) throws Exception {
        HeapStore store = new HeapStore();
        Namespace.format(store, NaiveModel.COUNTERS, NaiveModel.OWNER, NaiveModel.GROUP);
        Namespace namespace = new Namespace(store);
        RandomHistory.of(seed, 4000).forEach(namespace::apply);
        namespace.commit(namespace.appliedTxid());
        ImageCompression compression = seed % 2 == 0 ? ImageCompression.ZLIB : ImageCompression.NONE;
        ImageForm form = new ImageForm(LayoutVersion.CURRENT, compression, (int) seed, 1);
        Path image = new ImageSaver(new RealDisk())
                .save(store.snapshot(), directory, form)
                .path();
        new ViewerComparison(directory).image(image);
    }

    /** What people type; the other tests take a shorter way to the same code. */
    @Test
    void commandPrintsToStandardOutputWhatHadoopPrintsToAFile() throws Exception {
        Path segment = HadoopNameDir.segments(ALL_OPS).get(0);
        Path expected = directory.resolve("hadoop.xml");
        HadoopViewers.oev(segment, expected, "xml", ViewerComparison.noFlags());
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        CairnDistribution.home().resolve("bin/cairn").toString(),
                        "oev",
                        "-i",
                        segment.toString(),
                        "-o",
                        "-")
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "exit status; standard error is in " + directory);
        assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(out));
        assertFalse(Files.size(out) == 0);
    }

    private Path segment(String name, List<EditOp> ops) throws IOException {
        ByteWriter out = new ByteWriter();
        EditEncoder encoder = new EditEncoder(LayoutVersion.CURRENT);
        encoder.header(out);
        long txid = 1;
        encoder.encode(txid++, new StartLogSegmentOp(), out);
        for (EditOp op : ops) {
            encoder.encode(txid++, op, out);
        }
        encoder.encode(txid, new EndLogSegmentOp(), out);
        return Files.write(directory.resolve(name), out.toByteArray());
    }
}
