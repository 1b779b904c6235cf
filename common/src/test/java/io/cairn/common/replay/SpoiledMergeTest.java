package io.cairn.common.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSink;
import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.DirEntryCodec;
import io.cairn.common.codec.image.GrowingStringTable;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.InodeCodec;
import io.cairn.common.codec.image.InodeHeader;
import io.cairn.common.codec.image.MessageScanner;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.model.Inode;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.store.StoreView;
import io.cairn.common.store.image.ImageForm;
import io.cairn.common.store.image.ImageScan;
import io.cairn.common.store.image.ImageStore;
import io.cairn.common.testkit.MemoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A bug in the merge, planted where records of the base are copied as they are: one is left out with its link and the
 * header's count is lowered, or one comes out with another mtime. The base's digest is believed, and each file is sound in
 * itself; the finished one is refused all the same, and nothing is left of it.
 */
class SpoiledMergeTest {
    private static final ImageForm PLAIN = ImageForm.plain(LayoutVersion.CURRENT);
    private static final long FROM = 163;
    private static final long TO = 473;
    private static final CheckpointMerge.Limits ROOMY = new CheckpointMerge.Limits(1 << 20, 1 << 30, 50);
    private static final CheckpointMerge.Limits TINY = new CheckpointMerge.Limits(1 << 16, 1, 40);

    private final Disk disk = new RealDisk();

    @TempDir
    Path directory;

    private Path current;
    private Path base;

    /** An inode of the base that no edit touches. */
    private long victim;

    private int writes;

    /** What the bug does. */
    enum Bug {
        LOSES_A_RECORD,
        CHANGES_AN_MTIME
    }

    @BeforeEach
    void copyGoldenDirectoryWithADigestBesideTheBase() throws IOException {
        current = directory.resolve("current");
        GoldenDirectory.copyTo(current);
        base = GoldenDirectory.image(current, FROM);
        try (ByteSource source = disk.open(base)) {
            DigestSidecar.write(
                    disk, base, new ImageScan(ImageReader.open(source)).check().digest());
        }
        victim = untouched();
        for (Path file : files().keySet()) {
            String name = file.getFileName().toString(); // alone: the directory's has a random number
            if (name.startsWith("fsimage_") && name.contains("" + TO)) {
                Files.delete(file);
            }
        }
    }

    /** A file whose record is the same in the image at the end; there is one, or there is nothing to test. */
    private long untouched() throws IOException {
        Map<Long, String> before = records(base);
        Map<Long, String> after = records(GoldenDirectory.image(current, TO));
        return before.keySet().stream()
                .filter(id ->
                        before.get(id).startsWith("FileInode") && before.get(id).equals(after.get(id)))
                .findFirst()
                .orElseThrow();
    }

    private Map<Long, String> records(Path image) throws IOException {
        Map<Long, String> found = new TreeMap<>();
        try (ByteSource source = disk.open(image)) {
            ImageReader reader = ImageReader.open(source);
            InodeCodec codec = new InodeCodec(reader.layout());
            try (MessageScanner messages = reader.inodes()) {
                while (messages.next()) {
                    Inode inode =
                            codec.decode(messages.buffer(), messages.start(), messages.end(), reader.stringTable());
                    found.put(inode.id(), inode.toString());
                }
            }
        }
        return found;
    }

    private Map<Path, Long> files() throws IOException {
        Map<Path, Long> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(current)) {
            for (Path file : files.toList()) {
                found.put(file, Files.size(file));
            }
        }
        return found;
    }

    @ParameterizedTest
    @EnumSource
    void aMergeInOnePassIsRefused(Bug bug) throws IOException {
        assertRefused(bug, 1, this::cold, ROOMY);
        assertEquals(1, writes);
    }

    @ParameterizedTest
    @EnumSource
    void aMergeWhoseFirstPassIsSpoiledIsRefusedAtTheEnd(Bug bug) throws IOException {
        assertRefused(bug, 1, this::cold, TINY);
        assertTrue(writes > 5, writes + " passes");
    }

    @ParameterizedTest
    @EnumSource
    void aMergeWhoseThirdPassIsSpoiledIsRefusedAtTheEnd(Bug bug) throws IOException {
        assertRefused(bug, 3, this::cold, TINY);
        assertTrue(writes > 5, writes + " passes");
    }

    @ParameterizedTest
    @EnumSource
    void aMergeThatGoesOnFromAWarmImageIsRefused(Bug bug) throws IOException {
        assertRefused(bug, 1, merge -> warm(merge, ROOMY), ROOMY);
        assertEquals(1, writes);
    }

    @ParameterizedTest
    @EnumSource
    void aMergeThatGoesOnFromAFullWarmImageIsRefused(Bug bug) throws IOException {
        assertRefused(bug, 1, merge -> warm(merge, TINY), TINY);
        assertTrue(writes > 5, writes + " passes");
    }

    private interface Work {
        void run(CheckpointMerge merge) throws IOException;
    }

    private void cold(CheckpointMerge merge) throws IOException {
        merge.run(base, GoldenDirectory.segments(current), TO, current, PLAIN, txid -> {});
    }

    private void warm(CheckpointMerge merge, CheckpointMerge.Limits limits) throws IOException {
        List<SegmentFile> segments = GoldenDirectory.segments(current);
        try (WarmImage warm = WarmImage.open(disk, base, limits).orElseThrow()) {
            assertTrue(warm.apply(segments, TO - 100) > FROM || warm.isFull());
            merge.run(warm, segments, TO, current, PLAIN, txid -> {}, Optional.empty());
        }
    }

    /** Has the pass number {@code spoiled}, from 1, make the mistake, and every other one none. */
    private void assertRefused(Bug bug, int spoiled, Work work, CheckpointMerge.Limits limits) throws IOException {
        Map<Path, Long> before = files();
        writes = 0;
        CheckpointMerge merge = new CheckpointMerge(disk, limits, System::nanoTime, (view, sink, form) -> {
            assertTrue(view instanceof ImageStore, "records are copied");
            if (++writes == spoiled) {
                spoil(bug, view, sink, form);
            } else {
                ImageSaver.write(view, sink, form);
            }
        });
        IOException e = assertThrows(IOException.class, () -> work.run(merge));
        assertTrue(e.getMessage().contains("digest") || e.getMessage().contains("number of inodes"), e.getMessage());
        assertEquals(before, files(), "nothing is left");
        new CheckpointMerge(disk, limits, System::nanoTime)
                .run(base, GoldenDirectory.segments(current), TO, current, PLAIN, txid -> {});
    }

    private void spoil(Bug bug, StoreView view, ByteSink sink, ImageForm form) throws IOException {
        MemoryFile sound = new MemoryFile();
        ImageSaver.write(view, sound, form);
        ImageReader from = ImageReader.open(sound.source());
        try (ImageWriter to = new ImageWriter(sink, form.layout(), form.compression())) {
            for (ImageSection section : written(from)) {
                if (section == ImageSection.INODE) {
                    copyInodes(bug, from, to);
                } else if (section == ImageSection.INODE_DIR && bug == Bug.LOSES_A_RECORD) {
                    copyLinks(from, to);
                } else {
                    to.copySection(from, section);
                }
            }
            to.finish();
        }
    }

    private static List<ImageSection> written(ImageReader image) {
        List<ImageSection> found = new ArrayList<>(List.of(ImageSection.values()));
        found.removeIf(section -> image.summary().section(section).isEmpty());
        found.sort(Comparator.comparingLong(
                section -> image.summary().section(section).orElseThrow().offset()));
        return found;
    }

    private void copyInodes(Bug bug, ImageReader from, ImageWriter to) throws IOException {
        InodeHeader header = from.inodeHeader();
        InodeCodec codec = new InodeCodec(from.layout());
        WireWriter message = new WireWriter();
        to.beginInodes(new InodeHeader(header.lastInodeId(), header.numInodes() - (bug == Bug.LOSES_A_RECORD ? 1 : 0)));
        try (MessageScanner messages = from.inodes()) {
            while (messages.next()) {
                if (InodeCodec.id(messages.buffer(), messages.start(), messages.end()) != victim) {
                    to.raw(messages.buffer(), messages.rawStart(), messages.rawLength());
                } else if (bug == Bug.CHANGES_AN_MTIME) {
                    Inode inode = codec.decode(messages.buffer(), messages.start(), messages.end(), from.stringTable());
                    message.clear();
                    codec.encode(
                            inode.withMtime(inode.mtimeMillis() + 1),
                            GrowingStringTable.from(from.stringTable()),
                            message);
                    to.message(message);
                }
            }
        }
        to.end();
    }

    private void copyLinks(ImageReader from, ImageWriter to) throws IOException {
        WireWriter message = new WireWriter();
        to.begin(ImageSection.INODE_DIR);
        try (MessageScanner messages = from.directories()) {
            while (messages.next()) {
                List<Long> children = new ArrayList<>();
                DirEntryCodec.Cursor cursor =
                        new DirEntryCodec.Cursor().children(messages.buffer(), messages.start(), messages.end());
                while (cursor.next()) {
                    children.add(cursor.value());
                }
                if (children.remove(victim)) {
                    message.clear();
                    DirEntryCodec.encode(
                            DirEntryCodec.parent(messages.buffer(), messages.start(), messages.end()),
                            children.stream().mapToLong(Long::longValue).iterator(),
                            message);
                    to.message(message);
                } else {
                    to.raw(messages.buffer(), messages.rawStart(), messages.rawLength());
                }
            }
        }
        to.end();
    }
}
