package io.cairn.common.model;

/**
 * The caller's error: a request that the rules of the file system refuse. Carries the class that HDFS clients know it by
 * and re-create; they also read the messages, so both follow HDFS. Has no stack trace, because it says nothing about
 * our code. Immutable.
 */
public final class FsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was refused, by the class name that travels to the client. */
    public enum Kind {
        FILE_NOT_FOUND("java.io.FileNotFoundException"),
        IO("java.io.IOException"),
        ILLEGAL_ARGUMENT("java.lang.IllegalArgumentException"),
        UNSUPPORTED("java.lang.UnsupportedOperationException"),
        HADOOP_ILLEGAL_ARGUMENT("org.apache.hadoop.HadoopIllegalArgumentException"),
        INVALID_PATH("org.apache.hadoop.fs.InvalidPathException"),
        ACCESS_CONTROL("org.apache.hadoop.security.AccessControlException"),
        FILE_ALREADY_EXISTS("org.apache.hadoop.fs.FileAlreadyExistsException"),
        PARENT_NOT_DIRECTORY("org.apache.hadoop.fs.ParentNotDirectoryException"),
        PATH_IS_NOT_EMPTY("org.apache.hadoop.fs.PathIsNotEmptyDirectoryException"),
        ALREADY_BEING_CREATED("org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException"),
        UNRESOLVED_PATH("org.apache.hadoop.hdfs.protocol.UnresolvedPathException"),
        NAMESPACE_QUOTA("org.apache.hadoop.hdfs.protocol.NSQuotaExceededException"),
        DISKSPACE_QUOTA("org.apache.hadoop.hdfs.protocol.DSQuotaExceededException"),
        TYPE_QUOTA("org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException"),
        COMPONENT_TOO_LONG("org.apache.hadoop.hdfs.protocol.FSLimitException$PathComponentTooLongException"),
        DIRECTORY_FULL("org.apache.hadoop.hdfs.protocol.FSLimitException$MaxDirectoryItemsExceededException"),
        SNAPSHOT("org.apache.hadoop.hdfs.protocol.SnapshotException"),
        SNAPSHOT_ACCESS("org.apache.hadoop.hdfs.protocol.SnapshotAccessControlException"),
        ACL("org.apache.hadoop.hdfs.protocol.AclException"),
        SAFE_MODE("org.apache.hadoop.hdfs.server.namenode.SafeModeException"),
        RETRIABLE("org.apache.hadoop.ipc.RetriableException");

        private final String remoteClass;

        Kind(String remoteClass) {
            this.remoteClass = remoteClass;
        }

        /** Full name of the class that the client re-creates. */
        public String remoteClass() {
            return remoteClass;
        }

        /** The class name without package and enclosing class. */
        public String simpleName() {
            int dot = Math.max(remoteClass.lastIndexOf('.'), remoteClass.lastIndexOf('$'));
            return remoteClass.substring(dot + 1);
        }
    }

    private final Kind kind;

    public FsException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The message, which is never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
