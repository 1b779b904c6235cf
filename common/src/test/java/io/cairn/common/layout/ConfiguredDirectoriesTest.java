package io.cairn.common.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredDirectoriesTest {
    @TempDir
    Path base;

    private final List<String> warnings = new ArrayList<>();
    private Path a;
    private Path b;
    private Path link;

    @BeforeEach
    void makeDirectories() throws IOException {
        a = Files.createDirectory(base.resolve("a"));
        b = Files.createDirectory(base.resolve("b"));
        link = Files.createSymbolicLink(base.resolve("link"), a);
    }

    @Test
    void usesADirectoryOnceHoweverItIsNamedAndSaysSo() throws IOException {
        List<Path> images = List.of(a, base.resolve("b/../a"), link, b);
        List<StorageDirectory> directories = configured(images, List.of(b, link), List.of());
        assertEquals(List.of(a, b), roots(directories));
        assertEquals(
                List.of(StorageDirectory.Type.IMAGE_AND_EDITS, StorageDirectory.Type.IMAGE_AND_EDITS),
                directories.stream().map(StorageDirectory::type).toList());
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains(a + " is configured twice for image"), warnings.get(0));
        assertTrue(warnings.get(1).contains(link + " is configured twice"), warnings.get(1));
        assertTrue(warnings.get(1).contains("same as " + a), warnings.get(1));
    }

    @Test
    void followsLinksAlsoAboveADirectoryThatDoesNotExistYet() throws IOException {
        List<Path> images = List.of(a.resolve("new"), link.resolve("new"));
        assertEquals(List.of(a.resolve("new")), roots(configured(images, images, List.of())));
    }

    @Test
    void refusesADirectoryWithinAnotherAlsoThroughALink() {
        for (Path inner : List.of(a.resolve("inner"), link.resolve("x/y"))) {
            String message = assertThrows(
                            InconsistentStorageException.class,
                            () -> configured(List.of(b, a), List.of(b, inner), List.of()))
                    .getMessage();
            assertTrue(message.contains(inner + " lies within " + a), message);
        }
    }

    @Test
    void takesDirectoriesWhoseNamesOnlyBeginAlike() throws IOException {
        List<Path> images = List.of(base.resolve("name"), base.resolve("name2"));
        assertEquals(images, roots(configured(images, images, List.of())));
    }

    @Test
    void marksRequiredEditsDirectoriesAndRefusesOthers() throws IOException {
        List<StorageDirectory> directories = configured(List.of(a), List.of(a, b), List.of(link));
        assertEquals(
                List.of(true, false),
                directories.stream().map(StorageDirectory::isRequired).toList());
        String message = assertThrows(
                        InconsistentStorageException.class, () -> configured(List.of(a, b), List.of(a), List.of(b)))
                .getMessage();
        assertTrue(message.contains(b + " of dfs.namenode.edits.dir.required"), message);
    }

    private List<StorageDirectory> configured(List<Path> images, List<Path> edits, List<Path> required)
            throws IOException {
        return new ConfiguredDirectories(new RealDisk(), warnings::add).of(images, edits, required);
    }

    private static List<Path> roots(List<StorageDirectory> directories) {
        return directories.stream().map(StorageDirectory::root).toList();
    }
}
