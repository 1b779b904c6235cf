package io.cairn.common.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredOwnerTest {
    @TempDir
    Path parent;

    private Path root;
    private Path current;

    @BeforeEach
    void restored() throws IOException {
        root = parent.resolve("name");
        current = Files.createDirectories(root.resolve("current"));
    }

    private Optional<String> warning() throws IOException {
        return RestoredOwner.warning(new RealDisk(), root);
    }

    @Test
    void saysNothingWhereAllBelongsToOneUser() throws IOException {
        assertEquals(Optional.empty(), warning());
    }

    @Test
    void namesTheOwnerAndTheCommandWhereRootRestoredIntoTheDirectoryOfAnother() throws IOException {
        own(root);
        assertEquals(
                Optional.of(current + " belongs to root, what lies around it to nobody: a primary that runs as nobody"
                        + " cannot read it. Before it starts: chown -R nobody: " + root),
                warning());
        own(current);
        assertEquals(Optional.empty(), warning());
    }

    @Test
    void looksAtTheParentWhereTheRestoreMadeTheDirectoryItself() throws IOException {
        own(parent);
        assertTrue(warning().orElse("").contains("chown -R nobody: " + root));
    }

    private void own(Path path) throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
        UserPrincipal nobody =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(path, nobody);
    }
}
