package io.cairn.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one Hadoop installation keeps its settings and directories, and how its processes are started: plain
 * {@code java} with the jars of a class path, no scripts and no native library. Immutable.
 *
 * @param base holds {@code conf}, {@code name}, {@code secondary}
 * @param classPath Hadoop's jars, joined as for {@code java -cp}
 */
record HadoopSite(Path base, String classPath) {
    private static final Duration PERIOD = Duration.ofHours(2);

    /**
     * How old the image has to look, by its file time: a NameNode that starts with one older than the period saves a new
     * one at once, and one that holds an image younger than three quarters of it silently declines the next.
     */
    static final Duration IMAGE_AGE = PERIOD.multipliedBy(5).dividedBy(6);

    /** Writes the settings: ephemeral ports, no safe mode, checkpoints only when asked for. */
    static HadoopSite create(Path base, String classPath) throws IOException {
        HadoopSite site = new HadoopSite(base, classPath);
        Files.createDirectories(site.conf());
        Files.createDirectories(site.nameDir().resolve("current"));
        for (String application : List.of("hdfs", "secondary")) { // its web server insists on finding its pages
            Files.createDirectories(site.conf().resolve("webapps").resolve(application));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fs.defaultFS", "hdfs://127.0.0.1:" + freePort());
        settings.put("dfs.namenode.http-address", "127.0.0.1:" + freePort());
        settings.put("dfs.namenode.secondary.http-address", "127.0.0.1:" + freePort());
        settings.put("dfs.namenode.name.dir", site.nameDir().toUri().toString());
        settings.put("dfs.namenode.checkpoint.dir", site.secondaryDir().toUri().toString());
        settings.put("dfs.namenode.checkpoint.period", PERIOD.toSeconds() + "s");
        settings.put("dfs.namenode.checkpoint.txns", "1000000000000");
        settings.put("dfs.namenode.safemode.threshold-pct", "0");
        settings.put("dfs.namenode.safemode.extension", "0");
        settings.put("hadoop.tmp.dir", base.resolve("tmp").toString());
        Files.writeString(site.conf().resolve("core-site.xml"), xml(settings));
        Files.writeString(site.conf().resolve("hdfs-site.xml"), xml(settings));
        return site;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String xml(Map<String, String> settings) {
        StringBuilder xml = new StringBuilder("<configuration>\n");
        settings.forEach((key, value) -> xml.append("<property><name>")
                .append(key)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
        return xml.append("</configuration>\n").toString();
    }

    private Path conf() {
        return base.resolve("conf");
    }

    /** The NameNode's only name directory, which also takes its edits. */
    Path nameDir() {
        return base.resolve("name");
    }

    /** The SecondaryNameNode's checkpoint directory; absent means a cold checkpoint. */
    Path secondaryDir() {
        return base.resolve("secondary");
    }

    MeasuredProcess nameNode(List<String> javaFlags) throws IOException {
        return start("NameNode", javaFlags, "org.apache.hadoop.hdfs.server.namenode.NameNode");
    }

    /** A SecondaryNameNode that makes one checkpoint whether due or not, and ends. */
    MeasuredProcess forcedCheckpoint(List<String> javaFlags) throws IOException {
        return start(
                "SecondaryNameNode",
                javaFlags,
                "org.apache.hadoop.hdfs.server.namenode.SecondaryNameNode",
                "-checkpoint",
                "force");
    }

    private MeasuredProcess start(String name, List<String> javaFlags, String... mainAndArguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaFlags);
        command.add("-Dorg.slf4j.simpleLogger.logFile=System.out");
        command.add("-Dorg.slf4j.simpleLogger.showThreadName=false");
        command.add("-Dorg.slf4j.simpleLogger.showShortLogName=true");
        command.add("-cp");
        command.add(conf() + ":" + classPath);
        command.addAll(List.of(mainAndArguments));
        return MeasuredProcess.start(name, command, base);
    }
}
