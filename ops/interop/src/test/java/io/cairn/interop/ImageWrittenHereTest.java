package io.cairn.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageSummary;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.Md5Sidecar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hadoop reads what our image writer writes. */
class ImageWrittenHereTest {
    private static final Path GOLDEN = Path.of("../../common/src/test/resources/golden");
    private static final Path IMAGE = GOLDEN.resolve("hadoop-3.5.0-image-forms/none/fsimage_0000000000000000641");
    private static final Path XML = GOLDEN.resolve("hadoop-3.5.0-image-forms/views/fsimage_0000000000000000641.xml");

    private final RealDisk disk = new RealDisk();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"NONE", "ZLIB"})
    void viewerReadsImagesWeCompress(ImageCompression compression) throws Exception {
        Path image = directory.resolve("fsimage_0000000000000000641");
        rewrite(IMAGE, image, compression);
        Path xml = directory.resolve("xml");
        HadoopViewers.oiv(image, xml, "XML");
        assertArrayEquals(Files.readAllBytes(XML), Files.readAllBytes(xml));
    }

    @Test
    void nameNodeStartsFromAnImageWeWrote() throws Exception {
        Path current = Files.createDirectories(directory.resolve("name/current"));
        Path allOps = GOLDEN.resolve("hadoop-3.5.0-allops/current");
        for (String name : new String[] {"VERSION", "seen_txid"}) {
            Files.copy(allOps.resolve(name), current.resolve(name));
        }
        Path image = current.resolve(IMAGE.getFileName());
        rewrite(IMAGE, image, ImageCompression.ZLIB);
        Md5Sidecar.write(disk, image, MessageDigest.getInstance("MD5").digest(Files.readAllBytes(image)));
        Path xml = directory.resolve("xml");
        HadoopNameDir.stateAfterStart(directory.resolve("name"), directory.resolve("cluster"), xml, Map.of());
        assertEquals(
                ImageXml.read(XML).withoutTracesOfAStart(), ImageXml.read(xml).withoutTracesOfAStart());
    }

    private void rewrite(Path from, Path to, ImageCompression compression) throws IOException {
        try (ByteSource source = disk.open(from);
                PendingFile file = PendingFile.begin(disk, to)) {
            ImageReader in = ImageReader.open(source);
            try (ImageWriter out = new ImageWriter(file.sink(), in.layout(), compression)) {
                for (ImageSummary.Range range : in.summary().ranges()) {
                    out.copySection(in, ImageSection.named(range.name()).orElseThrow());
                }
                out.finish();
            }
            file.commit();
        }
    }
}
