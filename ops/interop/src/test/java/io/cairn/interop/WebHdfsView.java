package io.cairn.interop;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.web.WebHdfsFileSystem;

/** What Hadoop's WebHDFS client is told about a namespace, by whatever server. <em>Stateless.</em> */
final class WebHdfsView {
    private WebHdfsView() {}

    /** Hadoop's own client of a server that listens on loopback. */
    static FileSystem client(int port) throws IOException {
        Configuration conf = new Configuration();
        FileSystem client = FileSystem.newInstance(URI.create("webhdfs://127.0.0.1:" + port), conf);
        if (!(client instanceof WebHdfsFileSystem)) {
            throw new IllegalStateException("Not a WebHDFS client: " + client.getClass());
        }
        return client;
    }

    /** A line for every inode, and one more with its content summary for every directory, depth first. */
    static List<String> everything(FileSystem client) throws IOException {
        List<String> lines = new ArrayList<>();
        add(client, client.getFileStatus(new Path("/")), lines);
        return lines;
    }

    private static void add(FileSystem client, FileStatus status, List<String> lines) throws IOException {
        Path path = status.getPath();
        lines.add(line(path, status));
        if (!status.isDirectory()) {
            return;
        }
        lines.add(line(path, client.getContentSummary(path)));
        for (FileStatus child : client.listStatus(path)) {
            add(client, child, lines);
        }
    }

    /** A name quota of 2⁶³−1 counts as none, as in {@link ImageXml#withoutTracesOfAStart}. */
    private static String line(Path path, ContentSummary summary) {
        List<String> types = new ArrayList<>();
        for (StorageType type : StorageType.getTypesSupportingQuota()) {
            types.add(type + " " + summary.getTypeConsumed(type) + " of " + summary.getTypeQuota(type));
        }
        return String.join(
                " ",
                path.toUri().getPath(),
                "contains directories " + summary.getDirectoryCount(),
                "files " + summary.getFileCount(),
                "of " + (summary.getQuota() == Long.MAX_VALUE ? -1 : summary.getQuota()),
                "bytes " + summary.getLength(),
                "space " + summary.getSpaceConsumed() + " of " + summary.getSpaceQuota(),
                types.toString(),
                "erasure coding " + summary.getErasureCodingPolicy());
    }

    private static String line(Path path, FileStatus status) {
        HdfsFileStatus inode = (HdfsFileStatus) status;
        return String.join(
                " ",
                path.toUri().getPath(),
                "" + inode.getFileId(),
                status.isDirectory() ? "directory" : "file",
                status.getPermission().toString(),
                status.getOwner(),
                status.getGroup(),
                "length " + status.getLen(),
                "replication " + status.getReplication(),
                "block size " + status.getBlockSize(),
                "mtime " + status.getModificationTime(),
                "atime " + status.getAccessTime(),
                "children " + inode.getChildrenNum(),
                "storage policy " + inode.getStoragePolicy(),
                (status.hasAcl() ? "acl " : "")
                        + (status.isEncrypted() ? "encrypted " : "")
                        + (status.isErasureCoded() ? "striped" : ""));
    }
}
