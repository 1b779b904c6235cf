package io.cairn.primary.command;

import static io.cairn.primary.command.CommandFixture.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.CallId;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.op.SetXAttrOp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a directory's attributes mean for what lies below it. */
class InheritedAttributesTest {
    private final CommandFixture namespace = new CommandFixture();

    @BeforeEach
    void tree() throws FsException {
        namespace.mkdirs(ROOT, "/top/below", 0755);
        namespace.create(ROOT, "/top/below/file");
        namespace.mkdirs(ROOT, "/other", 0755);
    }

    @Test
    void everythingInAnEncryptionZoneIsShownAsEncrypted() throws FsException {
        attribute("/top", XAttrNamespace.RAW, "hdfs.crypto.encryption.zone", new byte[] {1});
        for (String path : List.of("/top", "/top/below", "/top/below/file")) {
            assertTrue(namespace.status(path).encrypted(), path);
        }
        assertTrue(list("/").stream().anyMatch(FileStatus::encrypted));
        assertTrue(list("/top/below").stream().allMatch(FileStatus::encrypted));
        assertFalse(namespace.status("/other").encrypted());
        assertFalse(namespace.status("/").encrypted());
    }

    @Test
    void contentSummaryNamesTheErasureCodingPolicyThatCounts() throws FsException {
        assertEquals("", policy("/top"));
        attribute("/top", XAttrNamespace.SYSTEM, "hdfs.erasurecoding.policy", named("RS-6-3-1024k"));
        assertEquals("RS-6-3-1024k", policy("/top/below"));
        attribute("/top/below", XAttrNamespace.SYSTEM, "hdfs.erasurecoding.policy", named("replication"));
        assertEquals("replication", policy("/top/below"));
        assertEquals("Replicated", policy("/top/below/file"));
    }

    private void attribute(String path, XAttrNamespace space, String name, byte[] value) {
        namespace.apply(new SetXAttrOp(path, List.of(new XAttr(space, name, value)), CallId.NONE));
    }

    private static byte[] named(String policy) {
        byte[] text = policy.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Integer.BYTES + text.length)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private List<FileStatus> list(String path) throws FsException {
        return namespace
                .ask(new ListStatus(ROOT, FsPath.parse(path), Optional.empty(), 100))
                .entries();
    }

    private String policy(String path) throws FsException {
        return namespace.ask(new GetContentSummary(ROOT, FsPath.parse(path))).ecPolicy();
    }
}
