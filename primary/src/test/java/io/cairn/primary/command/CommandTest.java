package io.cairn.primary.command;

import static io.cairn.primary.command.CommandFixture.EVE;
import static io.cairn.primary.command.CommandFixture.JOE;
import static io.cairn.primary.command.CommandFixture.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.FsException;
import io.cairn.common.model.FsException.Kind;
import io.cairn.common.model.FsPath;
import io.cairn.common.model.Inode;
import io.cairn.common.op.AddOp;
import io.cairn.common.op.CloseOp;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.MkdirOp;
import io.cairn.common.op.RenameOldOp;
import io.cairn.common.op.RenameOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What each command decides: ops, answers and refusals. */
class CommandTest {
    private final CommandFixture namespace = new CommandFixture();

    // Mkdirs

    @Test
    void mkdirsMakesMissingParentsWithWayThroughForTheOwner() throws FsException {
        Outcome<Boolean> outcome = namespace.run(new Mkdirs(ROOT, path("/a/b/c"), CreateMode.of(0440)));
        assertEquals(List.of(MkdirOp.class, MkdirOp.class, MkdirOp.class), types(outcome.ops()));
        assertEquals(0740, mode("/a"));
        assertEquals(0740, mode("/a/b"));
        assertEquals(0440, mode("/a/b/c"));
        assertEquals("supergroup", inode("/a/b/c").permission().group());
    }

    @Test
    void mkdirsOfWhatIsThereLogsNothing() throws FsException {
        namespace.mkdirs(ROOT, "/a", 0755);
        Outcome<Boolean> again = namespace.run(new Mkdirs(ROOT, path("/a"), CreateMode.of(0700)));
        assertTrue(again.answer());
        assertEquals(List.of(), again.ops());
        namespace.create(ROOT, "/f");
        refused(
                Kind.FILE_ALREADY_EXISTS,
                "Path is not a directory: /f",
                new Mkdirs(ROOT, path("/f"), CreateMode.of(0)));
        refused(Kind.PARENT_NOT_DIRECTORY, "/f (is not a directory)", new Mkdirs(ROOT, path("/f/x"), CreateMode.of(0)));
    }

    @Test
    void mkdirsRefusesNamesThatCannotBe() {
        refused(Kind.INVALID_PATH, "Invalid path name Invalid file name: /a/..", mkdirs("/a/.."));
        refused(Kind.INVALID_PATH, "Invalid path name Invalid file name: /a:b", mkdirs("/a:b"));
        refused(Kind.SNAPSHOT_ACCESS, "Modification on a read-only snapshot is disallowed", mkdirs("/.snapshot/x"));
        refused(
                Kind.IO,
                "mkdirs: Pathname too long.  Limit 8000 characters, 1000 levels.",
                mkdirs("/" + "x/".repeat(1001)));
    }

    @Test
    void mkdirsRefusesAFullDirectory() throws FsException {
        NamespaceRules d = NamespaceRules.DEFAULT;
        CommandFixture small = new CommandFixture(
                new NamespaceRules(true, 255, 1, 8000, 1000, 1, 512, d.blockSizeMin(), 3, d.defaultBlockSize(), 1000));
        small.mkdirs(ROOT, "/a", 0755);
        FsException refusal = assertThrows(FsException.class, () -> small.mkdirs(ROOT, "/b", 0755));
        assertEquals("The directory item limit of / is exceeded: limit=1 items=1", refusal.getMessage());
    }

    @Test
    void newInodesInheritTheDefaultAclUnderTheUnmaskedMode() throws FsException {
        namespace.mkdirs(ROOT, "/d", 0755);
        namespace.acl(
                "/d",
                List.of(
                        entry(AclScope.ACCESS, AclType.USER, 7, null),
                        entry(AclScope.ACCESS, AclType.GROUP, 5, null),
                        entry(AclScope.ACCESS, AclType.OTHER, 5, null),
                        entry(AclScope.DEFAULT, AclType.USER, 7, null),
                        entry(AclScope.DEFAULT, AclType.USER, 7, "joe"),
                        entry(AclScope.DEFAULT, AclType.GROUP, 5, null),
                        entry(AclScope.DEFAULT, AclType.MASK, 7, null),
                        entry(AclScope.DEFAULT, AclType.OTHER, 0, null)));
        namespace.run(new Mkdirs(ROOT, path("/d/e"), new CreateMode(0755, OptionalInt.of(0777))));
        assertEquals(0770, mode("/d/e"));
        assertEquals(7, inode("/d/e").acl().size());
        namespace.mkdirs(JOE, "/d/e/joes", 0755);
        assertEquals("joe", inode("/d/e/joes").permission().user());
        FsException denied = assertThrows(FsException.class, () -> namespace.mkdirs(EVE, "/d/e/eves", 0755));
        assertTrue(denied.getMessage().contains("access=EXECUTE, inode=\"/d/e\":root:supergroup:drwxrwx---"));
    }

    // Create

    @Test
    void createAddsAndClosesAnEmptyFile() throws FsException {
        Outcome<Done> outcome = namespace.run(CommandFixture.create(ROOT, "/a/f", false));
        assertEquals(List.of(MkdirOp.class, AddOp.class, CloseOp.class), types(outcome.ops()));
        assertEquals(0644, mode("/a/f"));
        assertEquals(16387, inode("/a/f").id());
        refused(
                Kind.FILE_ALREADY_EXISTS,
                "/a/f for client 127.0.0.1 already exists",
                CommandFixture.create(ROOT, "/a/f", false));
        refused(Kind.FILE_ALREADY_EXISTS, "/a already exists as a directory", CommandFixture.create(ROOT, "/a", true));
        namespace.run(CommandFixture.create(ROOT, "/a/f", true));
        assertEquals(16388, inode("/a/f").id());
    }

    @Test
    void createChecksBlockSizeReplicationAndParent() {
        refused(
                Kind.IO,
                "Specified block size 1 is less than configured minimum value"
                        + " dfs.namenode.fs-limits.min-block-size=1048576",
                new Create(ROOT, path("/f"), CreateMode.of(0644), false, true, 0, 1, "h", "m"));
        refused(
                Kind.FILE_NOT_FOUND,
                "Parent directory doesn't exist: /no",
                new Create(ROOT, path("/no/f"), CreateMode.of(0644), false, false, 0, 0, "h", "m"));
        FsException refusal = assertThrows(
                FsException.class,
                () -> namespace.run(new Create(ROOT, path("/f"), CreateMode.of(0644), false, true, 600, 0, "h", "m")));
        assertTrue(refusal.getMessage().startsWith("Requested replication factor of 600 exceeds maximum of 512"));
    }

    // Delete

    @Test
    void deleteChecksTheStickyBitAndTheSubtree() throws FsException {
        namespace.mkdirs(ROOT, "/tmp", 01777);
        namespace.mkdirs(JOE, "/tmp/joe", 0755);
        namespace.mkdirs(JOE, "/tmp/joe/in", 0755);
        refused(
                Kind.ACCESS_CONTROL,
                "Permission denied by sticky bit: user=eve, path=\"/tmp/joe\":joe:supergroup:drwxr-xr-x,"
                        + " parent=\"/tmp\":root:supergroup:drwxrwxrwt",
                new Delete(EVE, path("/tmp/joe"), true));
        refused(
                Kind.PATH_IS_NOT_EMPTY,
                "`/tmp/joe is non empty': Directory is not empty",
                new Delete(JOE, path("/tmp/joe"), false));
        assertTrue(namespace.run(new Delete(JOE, path("/tmp/joe"), true)).answer());
        assertFalse(namespace.run(new Delete(JOE, path("/tmp/joe"), true)).answer());
    }

    // Rename

    @Test
    void renameMovesIntoADirectoryAndRefusesWithFalse() throws FsException {
        namespace.create(ROOT, "/f");
        namespace.mkdirs(ROOT, "/d", 0755);
        Outcome<Boolean> moved = namespace.run(new Rename(ROOT, path("/f"), path("/d")));
        assertEquals("/d/f", ((RenameOldOp) moved.ops().get(0)).dst());
        for (Rename senseless : List.of(
                new Rename(ROOT, path("/f"), path("/g")),
                new Rename(ROOT, path("/d"), path("/d/x")),
                new Rename(ROOT, path("/d/f"), path("/no/f")),
                new Rename(ROOT, FsPath.ROOT, path("/x")))) {
            Outcome<Boolean> outcome = namespace.run(senseless);
            assertFalse(outcome.answer(), senseless.toString());
            assertEquals(List.of(), outcome.ops());
        }
        Outcome<Boolean> same = namespace.run(new Rename(ROOT, path("/d/f"), path("/d/f")));
        assertTrue(same.answer());
        assertEquals(List.of(), same.ops());
    }

    @Test
    void renameWithOptionsSaysWhatIsInTheWay() throws FsException {
        namespace.create(ROOT, "/f");
        namespace.create(ROOT, "/g");
        namespace.mkdirs(ROOT, "/d/e", 0755);
        refused(Kind.FILE_NOT_FOUND, "rename source /x is not found.", rename("/x", "/y"));
        refused(Kind.FILE_ALREADY_EXISTS, "rename destination /g already exists", rename("/f", "/g"));
        refused(Kind.FILE_ALREADY_EXISTS, "The source /f and destination /f are the same", rename("/f", "/f"));
        refused(Kind.IO, "Rename destination /d/x is a directory or file under source /d", rename("/d", "/d/x"));
        refused(Kind.IO, "Source /f and destination /d must both be directories", rename("/f", "/d"));
        refused(Kind.FILE_NOT_FOUND, "rename destination parent /no/x not found.", rename("/f", "/no/x"));
        namespace.mkdirs(ROOT, "/h", 0755);
        refused(
                Kind.IO,
                "rename destination directory is not empty: /d",
                new RenameWithOptions(ROOT, path("/h"), path("/d"), List.of(RenameOption.OVERWRITE)));
        namespace.run(new RenameWithOptions(ROOT, path("/f"), path("/g"), List.of(RenameOption.OVERWRITE)));
        assertFalse(namespace.exists("/f"));
    }

    // Attributes

    @Test
    void attributesChangeForOwnersAndOnlyWhenTheyDiffer() throws FsException {
        namespace.create(ROOT, "/f");
        namespace.run(new SetOwner(ROOT, path("/f"), "joe", ""));
        refused(
                Kind.ACCESS_CONTROL,
                "Permission denied. user=eve is not the owner of inode=/f",
                new SetPermission(EVE, path("/f"), 0777));
        refused(
                Kind.ACCESS_CONTROL,
                "User joe is not a super user (non-super user cannot change owner).",
                new SetOwner(JOE, path("/f"), "eve", ""));
        refused(Kind.ACCESS_CONTROL, "User joe does not belong to wheel", new SetOwner(JOE, path("/f"), "", "wheel"));
        assertEquals(
                1,
                namespace.run(new SetOwner(JOE, path("/f"), "", "staff")).ops().size());
        assertEquals(
                0,
                namespace
                        .run(new SetOwner(JOE, path("/f"), "joe", "staff"))
                        .ops()
                        .size());
        assertEquals(
                1, namespace.run(new SetPermission(JOE, path("/f"), 0600)).ops().size());
        assertEquals(
                0, namespace.run(new SetPermission(JOE, path("/f"), 0600)).ops().size());
        assertEquals(
                0, namespace.run(new SetTimes(JOE, path("/f"), -1, -1)).ops().size());
        assertEquals(
                1, namespace.run(new SetTimes(JOE, path("/f"), 5, -1)).ops().size());
        assertEquals(5, inode("/f").mtimeMillis());
        refused(Kind.FILE_NOT_FOUND, "Directory/File does not exist /no", new SetPermission(ROOT, path("/no"), 0777));
        refused(Kind.FILE_NOT_FOUND, "File/Directory /no does not exist.", new SetTimes(ROOT, path("/no"), 1, 1));
        assertEquals(
                0, namespace.run(new SetReplication(JOE, path("/f"), 3)).ops().size());
        assertEquals(
                1, namespace.run(new SetReplication(JOE, path("/f"), 4)).ops().size());
        assertFalse(namespace.run(new SetReplication(ROOT, path("/no"), 4)).answer());
    }

    // Quotas

    @Test
    void namespaceQuotaCountsWhatComesGoesAndMoves() throws FsException {
        namespace.mkdirs(ROOT, "/q", 0755);
        namespace.quota("/q", 3, -1);
        namespace.create(ROOT, "/q/a");
        namespace.create(ROOT, "/q/b");
        refused(
                Kind.NAMESPACE_QUOTA,
                "The NameSpace quota (directories and files) of directory /q is exceeded: quota=3 file count=4",
                mkdirs("/q/c"));
        namespace.run(new Delete(ROOT, path("/q/a"), false));
        namespace.mkdirs(ROOT, "/q/c", 0755);
        namespace.mkdirs(ROOT, "/two/below", 0755);
        refused(
                Kind.NAMESPACE_QUOTA,
                "The NameSpace quota (directories and files) of directory /q is exceeded: quota=3 file count=5",
                new Rename(ROOT, path("/two"), path("/q/c/two")));
        namespace.run(new Rename(ROOT, path("/q/b"), path("/b")));
        namespace.run(new Rename(ROOT, path("/two/below"), path("/q/c/below")));
        refused(
                Kind.NAMESPACE_QUOTA,
                "The NameSpace quota (directories and files) of directory /q is exceeded: quota=3 file count=4",
                mkdirs("/q/d"));
        assertEquals(
                3,
                namespace.ask(new GetContentSummary(ROOT, path("/q"))).quota().namespace());
    }

    // Queries

    @Test
    void listingNeedsReadAndExecute() throws FsException {
        namespace.mkdirs(ROOT, "/d", 0711);
        FsException denied = assertThrows(
                FsException.class, () -> namespace.ask(new ListStatus(JOE, path("/d"), Optional.empty(), 10)));
        assertEquals(
                "Permission denied: user=joe, access=READ_EXECUTE, inode=\"/d\":root:supergroup:drwx--x--x",
                denied.getMessage());
        FsException absent = assertThrows(
                FsException.class, () -> namespace.ask(new ListStatus(JOE, path("/no"), Optional.empty(), 10)));
        assertEquals("File /no does not exist.", absent.getMessage());
    }

    private static FsPath path(String text) {
        return FsPath.parse(text);
    }

    private static Mkdirs mkdirs(String path) {
        return new Mkdirs(ROOT, path(path), CreateMode.of(0755));
    }

    private static RenameWithOptions rename(String source, String target) {
        return new RenameWithOptions(ROOT, path(source), path(target), List.of());
    }

    private static AclEntry entry(AclScope scope, AclType type, int bits, String name) {
        return new AclEntry(scope, type, bits, name);
    }

    private Inode inode(String path) throws FsException {
        return namespace.status(path).inode();
    }

    private int mode(String path) throws FsException {
        return inode(path).permission().mode();
    }

    private static List<Class<?>> types(List<EditOp> ops) {
        return ops.stream().<Class<?>>map(EditOp::getClass).toList();
    }

    private void refused(Kind kind, String message, Command<?> command) {
        FsException refusal = assertThrows(FsException.class, () -> namespace.run(command));
        assertEquals(message, refusal.getMessage());
        assertEquals(kind, refusal.kind());
    }
}
