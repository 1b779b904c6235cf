package io.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.tools.offlineEditsViewer.OfflineEditsViewer;

/** Writes the golden name directories of {@code common} afresh: {@code GoldenFixtures <work dir> <target dir>}. */
public final class GoldenFixtures {
    private static final List<String> CODECS =
            List.of("DefaultCodec", "GzipCodec", "BZip2Codec", "SnappyCodec", "Lz4Codec", "ZStandardCodec");

    private final Path work;
    private final Path target;

    private GoldenFixtures(Path work, Path target) {
        this.work = work;
        this.target = target;
    }

    public static void main(String[] args) throws Exception {
        GoldenFixtures fixtures = new GoldenFixtures(Path.of(args[0]), Path.of(args[1]));
        fixtures.allOps();
        fixtures.snapshots();
        fixtures.otherImageForms();
        System.exit(0);
    }

    private void allOps() throws Exception {
        Path base = work.resolve("allops");
        Path out = target.resolve("hadoop-3.5.0-allops");
        HadoopNameDir.allOps(base, out.resolve("current"));
        viewAll(out);
    }

    private void snapshots() throws Exception {
        Path out = target.resolve("hadoop-3.5.0-snapshots");
        HadoopNameDir.snapshots(work.resolve("snapshots"), out.resolve("current"));
        dropUnfinished(out.resolve("current"));
        viewAll(out);
    }

    private static void dropUnfinished(Path current) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("edits_inprogress_"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** The last all-ops state again: compressed by each codec that works here, and with sub-sections. */
    private void otherImageForms() throws Exception {
        Path source = target.resolve("hadoop-3.5.0-allops/current");
        Map<String, Map<String, String>> forms = new HashMap<>();
        for (String codec : CODECS) {
            forms.put(
                    codec,
                    Map.of(
                            "dfs.image.compress",
                            "true",
                            "dfs.image.compression.codec",
                            "org.apache.hadoop.io.compress." + codec));
        }
        Map<String, String> parallel = Map.of(
                "dfs.image.parallel.load", "true",
                "dfs.image.parallel.inode.threshold", "10",
                "dfs.image.parallel.target.sections", "4");
        forms.put("none", Map.of());
        forms.put("subsections", parallel);
        Map<String, String> both = new HashMap<>(parallel);
        both.putAll(forms.get("DefaultCodec"));
        forms.put("subsections-DefaultCodec", both);
        for (var form : forms.entrySet()) {
            try {
                imageForm(source, form.getKey(), form.getValue());
            } catch (Throwable e) {
                System.out.println("FORM " + form.getKey() + " does not work: " + e);
            }
        }
    }

    private void imageForm(Path source, String name, Map<String, String> settings) throws Exception {
        Path base = work.resolve("form-" + name);
        Path current = base.resolve("name/current");
        HadoopNameDir.copy(source, current);
        try (HadoopCluster cluster = HadoopCluster.on(base.resolve("name"), base, settings)) {
            cluster.fs().setSafeMode(SafeModeAction.ENTER);
            cluster.fs().saveNamespace();
        }
        Path newest = HadoopNameDir.images(current).stream()
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Path out = target.resolve("hadoop-3.5.0-image-forms/" + name);
        Files.createDirectories(out);
        for (String suffix : List.of("", ".md5")) {
            Files.copy(
                    newest.resolveSibling(newest.getFileName() + suffix),
                    out.resolve(newest.getFileName() + suffix),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (name.equals("none")) {
            viewImage(newest, Files.createDirectories(target.resolve("hadoop-3.5.0-image-forms/views")));
        }
        System.out.println("FORM " + name + " ok");
    }

    private static void viewAll(Path out) throws Exception {
        Path current = out.resolve("current");
        Path views = Files.createDirectories(out.resolve("views"));
        try (Stream<Path> files = Files.list(current)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("edits_")) {
                    viewSegment(file, views);
                } else if (name.startsWith("fsimage_") && !name.endsWith(".md5")) {
                    viewImage(file, views);
                }
            }
        }
    }

    private static void viewSegment(Path segment, Path views) throws IOException {
        String name = segment.getFileName().toString();
        var flags = new OfflineEditsViewer.Flags();
        HadoopViewers.oev(segment, views.resolve(name + ".xml"), "xml", flags);
        HadoopViewers.oev(segment, views.resolve(name + ".stats"), "stats", flags);
        Path binary = views.resolve(name + ".xml.binary");
        try {
            HadoopViewers.oev(views.resolve(name + ".xml"), binary, "binary", flags);
        } catch (IOException e) {
            Files.deleteIfExists(binary);
            System.out.println("NOT BACK " + name + ": " + e.getMessage());
        }
    }

    private static void viewImage(Path image, Path views) throws Exception {
        String name = image.getFileName().toString();
        HadoopViewers.oiv(image, views.resolve(name + ".xml"), "XML");
        HadoopViewers.oiv(image, views.resolve(name + ".delimited"), "Delimited");
        HadoopViewers.oiv(image, views.resolve(name + ".distribution"), "FileDistribution");
    }
}
