package io.cairn.common.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.codec.image.CacheManagerState;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.GrowingStringTable;
import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.NsInfo;
import io.cairn.common.codec.image.OpenFile;
import io.cairn.common.codec.image.SecretManagerState;
import io.cairn.common.codec.image.SnapshotHeader;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.replay.ImageLoader;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.Golden;
import io.cairn.common.testkit.MemorySource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCheckTest {
    private static final long HEAP = 64L << 20;
    private static final Permission MODE = new Permission("u", "g", 0755);

    /** Some files, two directories deep; tests put something wrong into it. */
    private final Tree tree = new Tree();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hadoop-3.5.0-allops/current/fsimage_0000000000000000000",
                "hadoop-3.5.0-allops/current/fsimage_0000000000000000163",
                "hadoop-3.5.0-allops/current/fsimage_0000000000000000473",
                "hadoop-3.5.0-snapshots/current/fsimage_0000000000000000000",
                "hadoop-3.5.0-snapshots/current/fsimage_0000000000000000070",
                "hadoop-3.5.0-image-forms/none/fsimage_0000000000000000641",
                "hadoop-3.5.0-image-forms/DefaultCodec/fsimage_0000000000000000641",
                "hadoop-3.5.0-image-forms/subsections/fsimage_0000000000000000641",
                "hadoop-3.5.0-image-forms/subsections-DefaultCodec/fsimage_0000000000000000641"
            })
    void imagesOfHadoopAreGood(String name) throws IOException {
        Findings findings = new Findings();
        Optional<ImageCheck.Facts> facts =
                ImageCheck.of(new MemorySource(name, Golden.bytes(name)), HEAP, findings, Watcher.NONE, "");
        assertEquals(List.of(), findings.kept());
        assertTrue(facts.isPresent());
        if (!name.contains("snapshots/current/fsimage_0000000000000000070")) {
            HeapStore store = new HeapStore();
            ImageLoader.load(new MemorySource(name, Golden.bytes(name)), store, count -> {});
            assertEquals(store.digest(), facts.get().digest().orElseThrow());
            assertEquals(store.inodeCount(), facts.get().inodes());
        }
    }

    @Test
    void theTreeOfTheseTestsIsGood() throws IOException {
        assertEquals(List.of(), findings(tree));
    }

    @Test
    void anInodeInNoDirectoryIsFound() throws IOException {
        tree.children.get(InodeIds.ROOT).remove(Long.valueOf(16388));
        assertFound("inode cannot be reached", "inode 16388 in none");
    }

    @Test
    void anInodeInTwoDirectoriesIsFound() throws IOException {
        tree.children.get(16387L).add(0, 16388L);
        assertFound("inode is reachable twice", "16388 also in 16387");
    }

    @Test
    void directoriesInACircleAreFound() throws IOException {
        tree.children.get(InodeIds.ROOT).remove(Long.valueOf(16386));
        tree.children.get(16387L).add(16386L);
        assertFound("directories are in a circle", "within itself");
    }

    @Test
    void aChildThatDoesNotExistIsFound() throws IOException {
        tree.children.get(InodeIds.ROOT).add(16399L);
        assertFound("child of directory 16385 does not exist", "id 16399");
    }

    @Test
    void childrenOfAFileAreFound() throws IOException {
        tree.children.put(16388L, new ArrayList<>());
        assertFound("parent is no directory", "16388");
    }

    @Test
    void aNameTwiceAndNamesOutOfOrderAreFound() throws IOException {
        tree.inodes.add(file(16395, "f1"));
        tree.children.get(16387L).add(2, 16395L);
        assertFound("a name is there twice in directory 16387", "'f1' twice");
        tree.children.get(16387L).remove(Long.valueOf(16395));
        tree.children.get(16387L).add(0, 16395L);
        tree.inodes.set(tree.inodes.size() - 1, file(16395, "zz"));
        assertFound("the children of directory 16387 are not sorted", "'zz' before 'f0'");
    }

    @Test
    void orderIsThatOfSignedBytes() throws IOException {
        tree.children.get(16387L).add(0, 16395L);
        tree.inodes.add(file(16395, "\u00e9"));
        assertEquals(List.of(), findings(tree));
    }

    @Test
    void namesThatCannotBeAreFound() throws IOException {
        for (String name : List.of("", ".", "..", "a/b", "a\0b", ".snapshot")) {
            Tree bad = new Tree();
            bad.children.get(16387L).add(0, 16395L);
            bad.inodes.add(file(16395, name));
            assertFound(bad, "name of inode 16395 is not valid", "'" + name + "'");
        }
    }

    @Test
    void anIdThatWasNeverGivenOrIsThereTwiceIsFound() throws IOException {
        tree.add(file(17001, "z"), 16387);
        assertFound("inode id was never given", "17001");
        Tree twice = new Tree();
        twice.inodes.add(file(16388, "again"));
        assertFound(twice, "inode id is there twice", "16388 again");
    }

    @Test
    void aWrongCountIsFound() throws IOException {
        tree.countOff = 1;
        assertFound("number of inodes", "9");
    }

    @Test
    void aMissingRootIsFound() throws IOException {
        tree.inodes.remove(0);
        assertFound("root is missing", "none");
    }

    @Test
    void blocksInTwoFilesOrNeverGivenAreFound() throws IOException {
        tree.add(file(16395, "z", new BlockRef(tree.blockOf(16388), 1, 1001)), 16387);
        assertFound("block is there twice", tree.blockOf(16388) + " also in file 16395");
        Tree beyond = new Tree();
        beyond.add(file(16395, "z", new BlockRef((1L << 30) + 5000, 1, 1001)), 16387);
        assertFound(beyond, "id of block of file 16395 was never given", "" + ((1L << 30) + 5000));
        Tree stamp = new Tree();
        stamp.add(file(16395, "z", new BlockRef((1L << 30) + 4000, 1, 9001)), 16387);
        assertFound(stamp, "generation stamp of block", "9001");
    }

    @Test
    void anEntryAboutAnOpenFileThatIsClosedIsFound() throws IOException {
        tree.open.add(new OpenFile(16388, "/f"));
        assertFound("entry about an open file leads nowhere", "id 16388 (/f)");
    }

    @Test
    void manyChildrenAreComparedInSeveralPassesAndAcrossTheirBorders() throws IOException {
        Tree wide = wide(5000);
        long directory = 16387;
        assertEquals(List.of(), names(wide, 1));
        List<Long> children = wide.children.get(directory);
        // The least batch has 1000 children; "f0", "f1" of the small tree come before them.
        for (int at : List.of(997, 998, 1997, 2500, 4999)) {
            Collections.swap(children, at, at + 1);
            assertEquals(1, names(wide, 1).size(), "swapped " + at);
            Collections.swap(children, at, at + 1);
        }
        assertEquals(List.of(), findings(wide));
    }

    @Test
    void tooLittleHeapIsSaidBeforehandWithWhatToSet() throws IOException {
        byte[] image = tree.image();
        TooLittleHeapException error = assertThrows(
                TooLittleHeapException.class,
                () -> ImageCheck.of(new MemorySource(image), 1 << 20, new Findings(), Watcher.NONE, ""));
        assertTrue(error.getMessage().contains("CAIRN_HEAP="), error.getMessage());
    }

    @Test
    void ofManyComplaintsOfOneKindTheFirstFewAreKeptAndAllAreCounted() throws IOException {
        Tree lost = wide(500);
        lost.children.get(16387L).clear();
        Findings findings = new Findings();
        ImageCheck.of(new MemorySource(lost.image()), HEAP, findings, Watcher.NONE, "");
        assertEquals(504, findings.damages());
        assertEquals(20, findings.kept().size());
        assertEquals(484, findings.omitted());
    }

    private static Tree wide(int count) {
        Tree wide = new Tree();
        wide.lastId = 40_000;
        for (int i = 0; i < count; i++) {
            wide.add(file(20_000 + i, String.format("g%05d", i)), 16387);
        }
        return wide;
    }

    private static List<Finding> names(Tree tree, long heap) throws IOException {
        ImageReader image = ImageReader.open(new MemorySource(tree.image()));
        Findings findings = new Findings();
        long children = tree.children.values().stream().mapToLong(List::size).sum();
        NameOrder order = new NameOrder(image, "image", children, children * 6, heap, findings, Watcher.NONE, "");
        assertTrue(order.passes() > 4, "passes " + order.passes());
        order.run();
        return findings.kept();
    }

    private void assertFound(String what, String found) throws IOException {
        assertFound(tree, what, found);
    }

    private static void assertFound(Tree tree, String what, String found) throws IOException {
        List<Finding> findings = findings(tree);
        assertTrue(
                findings.stream()
                        .anyMatch(finding -> finding.what().startsWith(what)
                                && finding.found().contains(found)),
                findings.toString());
    }

    private static List<Finding> findings(Tree tree) throws IOException {
        Findings findings = new Findings();
        ImageCheck.of(new MemorySource(tree.image()), HEAP, findings, Watcher.NONE, "do this");
        return findings.kept();
    }

    private static FileInode file(long id, String name, BlockRef... blocks) {
        return new FileInode(
                id, FsName.of(name), MODE, 1, 1, 3, 1 << 20, 0, 0, Arrays.asList(blocks), List.of(), List.of(), null);
    }

    private static DirectoryInode directory(long id, String name) {
        return new DirectoryInode(id, FsName.of(name), MODE, 1, Quota.NONE, List.of(), List.of());
    }

    /** An image to be, with what may be wrong in it. Confined to one thread. */
    private static final class Tree {
        private final List<Inode> inodes = new ArrayList<>();
        private final Map<Long, List<Long>> children = new LinkedHashMap<>();
        private final List<OpenFile> open = new ArrayList<>();
        private long lastId = 17_000;
        private int countOff;

        Tree() {
            inodes.add(directory(InodeIds.ROOT, ""));
            children.put(InodeIds.ROOT, new ArrayList<>());
            add(directory(16386, "a"), InodeIds.ROOT);
            children.put(16386L, new ArrayList<>());
            add(directory(16387, "b"), 16386);
            children.put(16387L, new ArrayList<>());
            add(file(16388, "f", new BlockRef(blockOf(16388), 5, 1001)), InodeIds.ROOT);
            for (int i = 0; i < 4; i++) {
                add(file(16390 + i, "f" + i, new BlockRef(blockOf(16390 + i), 5, 1001)), 16387);
            }
            add(directory(16394, "z"), InodeIds.ROOT);
        }

        long blockOf(long id) {
            return (1L << 30) + id - 16384;
        }

        void add(Inode inode, long parent) {
            inodes.add(inode);
            children.get(parent).add(inode.id());
        }

        byte[] image() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            LayoutVersion layout = LayoutVersion.CURRENT;
            GrowingStringTable strings = GrowingStringTable.empty(layout);
            WireWriter out = new WireWriter();
            InodeCodec codec = new InodeCodec(layout);
            try (ImageWriter writer = new ImageWriter(new Sink(bytes), layout, ImageCompression.NONE)) {
                writer.nsInfo(new NsInfo(1, 1000, 1001, 0, (1L << 30) + 4999, 42, 0, Long.MIN_VALUE));
                writer.erasureCodingPolicies(List.of());
                writer.beginInodes(new InodeHeader(lastId, inodes.size() + countOff));
                for (Inode inode : inodes) {
                    codec.encode(inode, strings, out.clear());
                    writer.message(out);
                }
                writer.end();
                writer.begin(ImageSection.INODE_DIR);
                for (Map.Entry<Long, List<Long>> entry : children.entrySet()) {
                    DirEntryCodec.encode(
                            entry.getKey(),
                            entry.getValue().stream().mapToLong(Long::longValue).iterator(),
                            out.clear());
                    writer.message(out);
                }
                writer.end();
                writer.begin(ImageSection.FILES_UNDERCONSTRUCTION);
                for (OpenFile file : open) {
                    file.encode(out.clear());
                    writer.message(out);
                }
                writer.end();
                writer.beginSnapshots(SnapshotHeader.EMPTY);
                writer.end();
                writer.secretManager(SecretManagerState.EMPTY);
                writer.cacheManager(CacheManagerState.EMPTY);
                writer.stringTable(strings);
                writer.finish();
            }
            return bytes.toByteArray();
        }
    }

    private record Sink(ByteArrayOutputStream bytes) implements ByteSink {
        @Override
        public void write(byte[] source, int offset, int count) {
            bytes.write(source, offset, count);
        }

        @Override
        public long position() {
            return bytes.size();
        }
    }
}
