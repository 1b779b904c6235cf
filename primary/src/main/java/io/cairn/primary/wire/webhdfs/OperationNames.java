package io.cairn.primary.wire.webhdfs;

import java.util.Map;
import java.util.Set;

/** All operations that WebHDFS knows, by method, whether or not this server has them (spec webhdfs.md §3). Stateless. */
final class OperationNames {
    private static final Map<String, Set<String>> BY_METHOD = Map.of(
            "GET",
                    Set.of(
                            "OPEN",
                            "GETFILESTATUS",
                            "GETFILELINKSTATUS",
                            "LISTSTATUS",
                            "LISTSTATUS_BATCH",
                            "GETCONTENTSUMMARY",
                            "GETQUOTAUSAGE",
                            "GETFILECHECKSUM",
                            "GETHOMEDIRECTORY",
                            "GETTRASHROOT",
                            "GETTRASHROOTS",
                            "GETDELEGATIONTOKEN",
                            "GETACLSTATUS",
                            "GETXATTRS",
                            "LISTXATTRS",
                            "CHECKACCESS",
                            "GETALLSTORAGEPOLICY",
                            "GETSTORAGEPOLICY",
                            "GETECPOLICY",
                            "GETECPOLICIES",
                            "GETECCODECS",
                            "GETSERVERDEFAULTS",
                            "GETSTATUS",
                            "GETFILEBLOCKLOCATIONS",
                            "GET_BLOCK_LOCATIONS",
                            "GETLINKTARGET",
                            "GETSNAPSHOTDIFF",
                            "GETSNAPSHOTDIFFLISTING",
                            "GETSNAPSHOTTABLEDIRECTORYLIST",
                            "GETSNAPSHOTLIST"),
            "PUT",
                    Set.of(
                            "CREATE",
                            "MKDIRS",
                            "CREATESYMLINK",
                            "RENAME",
                            "SETREPLICATION",
                            "SETOWNER",
                            "SETPERMISSION",
                            "SETTIMES",
                            "RENEWDELEGATIONTOKEN",
                            "CANCELDELEGATIONTOKEN",
                            "SETACL",
                            "MODIFYACLENTRIES",
                            "REMOVEACLENTRIES",
                            "REMOVEACL",
                            "REMOVEDEFAULTACL",
                            "SETXATTR",
                            "REMOVEXATTR",
                            "ALLOWSNAPSHOT",
                            "DISALLOWSNAPSHOT",
                            "CREATESNAPSHOT",
                            "RENAMESNAPSHOT",
                            "SETSTORAGEPOLICY",
                            "SATISFYSTORAGEPOLICY",
                            "ENABLEECPOLICY",
                            "DISABLEECPOLICY",
                            "SETECPOLICY",
                            "SETQUOTA",
                            "SETQUOTABYSTORAGETYPE"),
            "POST", Set.of("APPEND", "CONCAT", "TRUNCATE", "UNSETSTORAGEPOLICY", "UNSETECPOLICY"),
            "DELETE", Set.of("DELETE", "DELETESNAPSHOT"));

    private OperationNames() {}

    /** The operations of an HTTP method; none for a method that WebHDFS does not use. */
    static Set<String> of(String method) {
        return BY_METHOD.getOrDefault(method, Set.of());
    }
}
