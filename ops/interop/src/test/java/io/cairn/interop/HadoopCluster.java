package io.cairn.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.test.GenericTestUtils;

/**
 * A real Hadoop NameNode, with or without DataNodes, in this process, on ephemeral ports and on one name directory.
 * Closing it stops everything; the name directory stays. <em>Confined to the thread that started it.</em>
 */
public final class HadoopCluster implements AutoCloseable {
    private final MiniDFSCluster cluster;
    private final Path nameDir;

    private HadoopCluster(MiniDFSCluster cluster, Path nameDir) {
        this.cluster = cluster;
        this.nameDir = nameDir;
    }

    /** Formats {@code base/name} and starts a NameNode on it with {@code dataNodes} DataNodes below {@code base}. */
    public static HadoopCluster formatted(Path base, int dataNodes, Map<String, String> settings) throws IOException {
        return start(base, base.resolve("name"), true, dataNodes, settings);
    }

    /** Starts a NameNode without DataNodes on an existing name directory; it stays in safe mode if it has blocks. */
    public static HadoopCluster on(Path nameDir, Path base, Map<String, String> settings) throws IOException {
        return start(base, nameDir, false, 0, settings);
    }

    private static HadoopCluster start(
            Path base, Path nameDir, boolean format, int dataNodes, Map<String, String> settings) throws IOException {
        Files.createDirectories(base);
        Configuration conf = configuration(nameDir);
        settings.forEach(conf::set);
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(
                        conf, base.resolve("data").toFile())
                .manageNameDfsDirs(false)
                .format(format)
                .numDataNodes(dataNodes)
                .waitSafeMode(dataNodes > 0)
                .build();
        if (dataNodes > 0) {
            cluster.waitActive();
        }
        return new HadoopCluster(cluster, nameDir);
    }

    private static Configuration configuration(Path nameDir) throws IOException {
        Configuration conf = new HdfsConfiguration();
        conf.set(DFSConfigKeys.DFS_NAMENODE_NAME_DIR_KEY, nameDir.toUri().toString());
        conf.set(DFSConfigKeys.DFS_NAMENODE_EDITS_DIR_KEY, nameDir.toUri().toString());
        conf.setBoolean(DFSConfigKeys.DFS_NAMENODE_DELEGATION_TOKEN_ALWAYS_USE_KEY, true);
        conf.setLong(DFSConfigKeys.DFS_NAMENODE_ACCESSTIME_PRECISION_KEY, 1);
        conf.setLong(DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY, 0);
        conf.setLong(DFSConfigKeys.DFS_BLOCK_SIZE_KEY, HadoopOps.BLOCK_BYTES);
        conf.setInt(DFSConfigKeys.DFS_HEARTBEAT_INTERVAL_KEY, 1);
        conf.setInt(DFSConfigKeys.DFS_NAMENODE_NUM_CHECKPOINTS_RETAINED_KEY, 10);
        conf.setLong("dfs.namenode.path.based.cache.refresh.interval.ms", 1000);
        String user = UserGroupInformation.getCurrentUser().getShortUserName();
        conf.set("hadoop.proxyuser." + user + ".hosts", "*");
        conf.set("hadoop.proxyuser." + user + ".groups", "*");
        return conf;
    }

    public DistributedFileSystem fs() throws IOException {
        return cluster.getFileSystem();
    }

    public Configuration conf() {
        return cluster.getConfiguration(0);
    }

    public NameNode nameNode() {
        return cluster.getNameNode();
    }

    public MiniDFSCluster mini() {
        return cluster;
    }

    public Path nameDir() {
        return nameDir;
    }

    /** Ends the segment being written and opens the next. */
    public void rollEdits() throws IOException {
        fs().rollEdits();
    }

    /** Writes a new image, as an operator would: safe mode on, save, safe mode off. */
    public void saveNamespace() throws IOException {
        fs().setSafeMode(SafeModeAction.ENTER);
        fs().saveNamespace();
        fs().setSafeMode(SafeModeAction.LEAVE);
    }

    /** Waits at most a minute for {@code condition}. */
    public static void await(String what, BooleanSupplier condition) {
        try {
            GenericTestUtils.waitFor(condition::getAsBoolean, 50, 60_000);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within a minute: " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cluster.shutdown();
    }
}
