package io.cairn.cli.oiv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.cli.text.ByteText;
import io.cairn.cli.text.XmlText;
import io.cairn.common.disk.RealDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OivCommandTest {
    private static final String IMAGE = "/golden/hadoop-3.5.0-image-forms/none/fsimage_0000000000000000641";

    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();

    @Test
    void missingImageIsNamed() {
        assertEquals(255, run("-i", directory.resolve("fsimage_7").toString(), "-p", "XML"));
        assertTrue(said.toString().contains("fsimage_7"), said.toString());
    }

    @Test
    void damageIsNamedWithFileAndOffset() throws IOException {
        byte[] image = image();
        Path cut = Files.write(directory.resolve("fsimage_641"), Arrays.copyOf(image, image.length - 9));
        assertEquals(255, run("-i", cut.toString(), "-p", "XML", "-o", "/dev/null"));
        assertTrue(said.toString().contains("fsimage_641: offset "), said.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Web", "ReverseXML", "DetectCorruption", "nonsense"})
    void otherProcessorsAreRefusedInWords(String processor) {
        assertEquals(255, run("-i", "fsimage_641", "-p", processor));
        assertTrue(said.toString().contains("XML, Delimited or FileDistribution"), said.toString());
    }

    @Test
    void tooManyRangesAreRefusedBeforeTheyAreAllocated() throws IOException {
        Path image = Files.write(directory.resolve("fsimage_641"), image());
        String[] tooMany = {
            "-i",
            image.toString(),
            "-p",
            "FileDistribution",
            "-maxSize",
            "1000000000000",
            "-step",
            "1",
            "-o",
            "/dev/null"
        };
        assertEquals(255, run(tooMany));
        assertTrue(said.toString().contains("Too many distribution intervals"), said.toString());
    }

    @Test
    void columnsAndDelimiterAreAsAskedFor() throws IOException {
        Path image = Files.write(directory.resolve("fsimage_641"), image());
        Path out = directory.resolve("out");
        String[] wanted = {
            "-i",
            image.toString(),
            "-p",
            "delimited",
            "-delimiter",
            "|",
            "-sp",
            "-ec",
            "-t",
            "tmp",
            "-o",
            out.toString()
        };
        assertEquals(0, run(wanted));
        String first = Files.readAllLines(out).get(0);
        assertTrue(first.endsWith("|GroupName|StoragePolicyId|ErasureCodingPolicy"), first);
        assertTrue(Files.readAllLines(out).get(1).startsWith("/|0|"));
    }

    @Test
    void timesAreThoseOfTheJdkInAnyZone() throws IOException {
        long seed = 99;
        SplittableRandom random = new SplittableRandom(seed);
        for (String zone : new String[] {"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"}) {
            SimpleDateFormat expected = new SimpleDateFormat("yyyy-MM-dd HH:mm", Locale.ROOT);
            expected.setTimeZone(TimeZone.getTimeZone(zone));
            LocalMinutes minutes = new LocalMinutes(ZoneId.of(zone));
            for (int i = 0; i < 20000; i++) {
                long millis = random.nextLong(-2_000_000_000_000L, 8_000_000_000_000L);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ByteText text = new ByteText(bytes);
                minutes.print(millis, text);
                text.flush();
                assertEquals(
                        expected.format((Object) millis), bytes.toString(StandardCharsets.UTF_8), zone + " " + millis);
            }
        }
    }

    @Test
    void whatXmlCannotHoldIsMangledAsHadoopDoes() {
        assertEquals(
                "a\\005c;\\0001;\\d800;\\ffff;\t\n&amp;&quot;&apos;&lt;&gt;😀",
                XmlText.escaped("a\\\u0001\ud800\uffff\t\n&\"'<>😀"));
    }

    @Test
    void sizesReadAsHadoops() {
        assertEquals("1023 B", DistributionView.size(1023));
        assertEquals("1 KB", DistributionView.size(1024));
        assertEquals("1.50 KB", DistributionView.size(1536));
        assertEquals("1.00 MB", DistributionView.size(1048575));
        assertEquals("8.00 EB", DistributionView.size(Long.MAX_VALUE));
    }

    @Test
    void pathsAreQuotedAsHadoops() {
        assertEquals("\"a\"\"b\"", Csv.escaped("a\"b"));
        assertEquals("\"a,b\"", Csv.escaped("a,b"));
        assertEquals("\"a%x0D%x0Ab\"", Csv.escaped("a\r\nb"));
        assertEquals("\"a%x0Ab\"", Csv.escaped("a\nb"));
    }

    private int run(String... arguments) {
        return new CommandLine(new OivCommand(new RealDisk(), ZoneOffset.UTC))
                .setErr(new PrintWriter(said))
                .execute(arguments);
    }

    private static byte[] image() throws IOException {
        try (InputStream in = OivCommandTest.class.getResourceAsStream(IMAGE)) {
            return in.readAllBytes();
        }
    }
}
