package io.cairn.primary.wire.webhdfs;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.Quota;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.SymlinkInode;
import io.cairn.primary.command.ContentSummary;
import io.cairn.primary.command.FileStatus;
import io.cairn.primary.wire.http.JsonText;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The JSON objects of WebHDFS (spec webhdfs.md §4). Stateless. */
final class JsonForms {
    private static final int STICKY = 01000;

    private JsonForms() {}

    /** A FileStatus object; members in alphabetical order, as the peer has them. */
    static void fileStatus(JsonText json, FileStatus status) {
        Inode inode = status.inode();
        FileInode file = inode instanceof FileInode found ? found : null;
        json.beginObject();
        json.member("accessTime", inode.atimeMillis());
        if (!inode.acl().isEmpty()) {
            json.member("aclBit", true);
        }
        json.member("blockSize", file == null ? 0 : file.preferredBlockSize())
                .member("childrenNum", status.childrenNum());
        status.ecPolicy().ifPresent(policy -> {
            json.member("ecBit", true).member("ecPolicy", policy.name()).name("ecPolicyObj");
            ecPolicy(json, policy);
        });
        if (status.encrypted()) {
            json.member("encBit", true);
        }
        json.member("fileId", inode.id())
                .member("group", inode.permission().group())
                .member("length", status.length())
                .member("modificationTime", inode.mtimeMillis())
                .member("owner", inode.permission().user())
                .member("pathSuffix", status.pathSuffix())
                .member("permission", Integer.toOctalString(inode.permission().mode()))
                .member("replication", file == null ? 0 : replication(file));
        if (inode.id() == InodeIds.ROOT) {
            json.member("snapshotEnabled", true);
        }
        json.member("storagePolicy", status.storagePolicy());
        if (inode instanceof SymlinkInode link) {
            json.member("symlink", link.target());
        }
        json.member("type", type(inode)).endObject();
    }

    private static int replication(FileInode file) {
        return file.isStriped() ? 1 : file.replication();
    }

    private static String type(Inode inode) {
        if (inode instanceof DirectoryInode) {
            return "DIRECTORY";
        }
        return inode instanceof FileInode ? "FILE" : "SYMLINK";
    }

    private static void ecPolicy(JsonText json, EcPolicy policy) {
        json.beginObject()
                .member("cellSize", policy.schema().cellSize())
                .member("codecName", policy.schema().codec())
                .name("extraOptions")
                .beginObject();
        policy.schema().extraOptions().forEach(option -> json.member(option.getKey(), option.getValue()));
        json.endObject()
                .member("id", policy.id())
                .member("name", policy.name())
                .member("numDataUnits", policy.schema().dataUnits())
                .member("numParityUnits", policy.schema().parityUnits())
                .endObject();
    }

    static JsonText contentSummary(ContentSummary summary) {
        JsonText json = new JsonText()
                .beginObject()
                .name("ContentSummary")
                .beginObject()
                .member("directoryCount", summary.directories())
                .member("ecPolicy", summary.ecPolicy())
                .member("fileCount", summary.files())
                .member("length", summary.length())
                .member("quota", summary.quota().namespace())
                .member("snapshotDirectoryCount", 0)
                .member("snapshotFileCount", 0)
                .member("snapshotLength", 0)
                .member("snapshotSpaceConsumed", 0)
                .member("spaceConsumed", summary.spaceConsumed())
                .member("spaceQuota", summary.quota().diskspace());
        typeQuota(json, summary.quota(), summary.typeConsumedByPolicy());
        return json.endObject().endObject();
    }

    static JsonText quotaUsage(ContentSummary summary) {
        JsonText json = new JsonText()
                .beginObject()
                .name("QuotaUsage")
                .beginObject()
                .member("fileAndDirectoryCount", summary.files() + summary.directories())
                .member("quota", summary.quota().namespace())
                .member("spaceConsumed", summary.spaceConsumed())
                .member("spaceQuota", summary.quota().diskspace());
        typeQuota(json, summary.quota(), summary.typeConsumed());
        return json.endObject().endObject();
    }

    private static void typeQuota(JsonText json, Quota quota, Map<StorageType, Long> consumed) {
        json.name("typeQuota").beginObject();
        for (Map.Entry<StorageType, Long> limit : new TreeMap<>(quota.byType()).entrySet()) {
            json.name(limit.getKey().name())
                    .beginObject()
                    .member("consumed", consumed.getOrDefault(limit.getKey(), 0L))
                    .member("quota", limit.getValue())
                    .endObject();
        }
        json.endObject();
    }

    /** The stored entries: owner, mask and others are read off the mode. */
    static JsonText aclStatus(Inode inode) {
        JsonText json = new JsonText()
                .beginObject()
                .name("AclStatus")
                .beginObject()
                .name("entries")
                .beginArray();
        inode.acl().forEach(entry -> json.value(text(entry)));
        int mode = inode.permission().mode();
        return json.endArray()
                .member("group", inode.permission().group())
                .member("owner", inode.permission().user())
                .member("permission", Integer.toOctalString(mode))
                .member("stickyBit", (mode & STICKY) != 0)
                .endObject()
                .endObject();
    }

    private static String text(AclEntry entry) {
        int bits = entry.permission();
        String name = entry.name();
        return (entry.scope() == AclScope.DEFAULT ? "default:" : "")
                + entry.type().name().toLowerCase(Locale.ROOT)
                + ":" + (name == null ? "" : name)
                + ":" + ((bits & 4) != 0 ? 'r' : '-') + ((bits & 2) != 0 ? 'w' : '-') + ((bits & 1) != 0 ? 'x' : '-');
    }
}
