package io.cairn.cli.oiv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.common.disk.RealDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

/** What {@code hdfs oiv} of Hadoop 3.5.0 printed of its own images (common's golden files), byte for byte. */
class OivGoldenTest {
    /** Folder, folder of the image in it, image, and format. */
    static final List<String> IMAGES = List.of(
            "hadoop-3.5.0-allops current fsimage_0000000000000000000",
            "hadoop-3.5.0-allops current fsimage_0000000000000000163",
            "hadoop-3.5.0-allops current fsimage_0000000000000000473",
            "hadoop-3.5.0-snapshots current fsimage_0000000000000000000",
            "hadoop-3.5.0-snapshots current fsimage_0000000000000000070",
            "hadoop-3.5.0-image-forms none fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms DefaultCodec fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms GzipCodec fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms BZip2Codec fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms SnappyCodec fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms Lz4Codec fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms subsections fsimage_0000000000000000641",
            "hadoop-3.5.0-image-forms subsections-DefaultCodec fsimage_0000000000000000641");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @FieldSource("IMAGES")
    void xmlIsHadoops(String image) throws IOException {
        check(image, "xml", "-p", "XML");
    }

    @ParameterizedTest
    @FieldSource("IMAGES")
    void linesAreHadoops(String image) throws IOException {
        check(image, "delimited", "-p", "Delimited");
    }

    @ParameterizedTest
    @FieldSource("IMAGES")
    void distributionIsHadoops(String image) throws IOException {
        check(image, "distribution", "-p", "FileDistribution");
    }

    @Test
    void processorIsTakenInAnyCase() throws IOException {
        check(IMAGES.get(0), "xml", "-p", "xml");
    }

    private void check(String image, String view, String... options) throws IOException {
        String[] parts = image.split(" ");
        Path input = directory.resolve(parts[2]);
        Files.write(input, golden(parts[0] + "/" + parts[1] + "/" + parts[2]));
        Path output = directory.resolve("view");
        CommandLine command = new CommandLine(new OivCommand(new RealDisk(), ZoneOffset.UTC));
        String[] files = {"-i", input.toString(), "-o", output.toString()};
        String[] arguments = Stream.of(files, options).flatMap(Arrays::stream).toArray(String[]::new);
        assertEquals(0, command.execute(arguments));
        assertEquals(
                new String(golden(parts[0] + "/views/" + parts[2] + "." + view), StandardCharsets.UTF_8),
                Files.readString(output));
    }

    private static byte[] golden(String path) throws IOException {
        try (InputStream in = OivGoldenTest.class.getResourceAsStream("/golden/" + path)) {
            return in.readAllBytes();
        }
    }
}
