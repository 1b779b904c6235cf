package io.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.SafeModeAction;

/** Name directories written by a real NameNode, as a crash would leave them: last segment unfinished. <em>Stateless.</em> */
public final class HadoopNameDir {
    private HadoopNameDir() {}

    /**
     * Writes every kind of op except snapshots and symbolic links over several segments, with an image in the middle,
     * files still open and the last segment in progress.
     *
     * @param base an empty directory for the cluster to work in
     * @param current where the copy of {@code current} goes
     */
    public static void allOps(Path base, Path current) throws Exception {
        try (HadoopCluster cluster = HadoopCluster.formatted(base, 3, keyStore(base))) {
            HadoopOps ops = new HadoopOps(cluster);
            ops.namespaceBasics();
            ops.acls();
            ops.xattrs();
            ops.quotas();
            cluster.rollEdits();
            ops.rollingUpgrade();
            ops.storagePolicies();
            ops.erasureCoding();
            ops.caching();
            ops.delegationTokens();
            cluster.rollEdits();
            ops.names();
            cluster.saveNamespace();
            ops.encryptionZone();
            ops.files();
            ops.truncateInsideBlock();
            ops.openFiles();
            ops.changesToOldFiles();
            copy(cluster.nameDir().resolve("current"), current);
        }
    }

    /** Snapshot ops and symbolic links, in edits and in an image. */
    public static void snapshots(Path base, Path current) throws Exception {
        try (HadoopCluster cluster = HadoopCluster.formatted(base, 3, Map.of())) {
            HadoopOps ops = new HadoopOps(cluster);
            ops.symlinks();
            ops.snapshots();
            cluster.saveNamespace();
            copy(cluster.nameDir().resolve("current"), current);
        }
    }

    private static Map<String, String> keyStore(Path base) {
        return Map.of("hadoop.security.key.provider.path", "jceks://file" + base.resolve("keys.jks"));
    }

    /**
     * Starts a real NameNode on {@code nameDir}, which changes it, has it save its namespace and describes the image.
     *
     * @param base an empty directory for the cluster to work in
     * @param xml where the output of {@code oiv -p XML} goes
     */
    public static void stateAfterStart(Path nameDir, Path base, Path xml, Map<String, String> settings)
            throws Exception {
        try (HadoopCluster cluster = HadoopCluster.on(nameDir, base, settings)) {
            cluster.fs().setSafeMode(SafeModeAction.ENTER);
            cluster.fs().saveNamespace();
        }
        List<Path> images = images(nameDir.resolve("current"));
        HadoopViewers.oiv(images.get(images.size() - 1), xml, "XML");
    }

    /** Copies the files of one flat directory. */
    public static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The segments of a {@code current} directory, in order of their first txid; the one in progress is last. */
    public static List<Path> segments(Path current) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> file.getFileName().toString().matches("edits_(\\d+-\\d+|inprogress_\\d+)"))
                    .sorted()
                    .toList();
        }
    }

    /** The image files of a {@code current} directory, in order of their txid. */
    public static List<Path> images(Path current) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> file.getFileName().toString().matches("fsimage_\\d+"))
                    .sorted()
                    .toList();
        }
    }
}
