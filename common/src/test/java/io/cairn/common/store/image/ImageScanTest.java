package io.cairn.common.store.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageReader;
import io.cairn.common.codec.image.ImageSection;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FileInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.Inode;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.MemoryFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Images of more records than one batch takes, so that both threads have something to do. */
class ImageScanTest {
    private static final int COUNT = 40_000;
    private static final Permission PERMISSION = new Permission("alice", "users", 0755);

    private final HeapStore store = new HeapStore();
    private final byte[] image;

    ImageScanTest() throws IOException {
        put(new DirectoryInode(InodeIds.ROOT, FsName.EMPTY, PERMISSION, 10, Quota.NONE, List.of(), List.of()));
        for (long id = InodeIds.ROOT + 1; id <= InodeIds.ROOT + COUNT; id++) {
            // Now and then a record that is nearly a batch, or more than one.
            String name = id % 9973 == 0 ? "n".repeat(200_000 + (int) (id % 7) * 50_000) : "f" + id;
            put(file(id, name));
            store.link(InodeIds.ROOT, FsName.of(name), id);
        }
        store.putCounters(Counters.fresh(7).withLastInodeId(InodeIds.ROOT + COUNT));
        store.commit(5);
        image = bytes(ImageStoreTest.full(store, ImageForm.plain(LayoutVersion.CURRENT))
                .source());
    }

    private void put(Inode inode) {
        store.putInode(inode);
    }

    private static FileInode file(long id, String name) {
        return new FileInode(
                id, FsName.of(name), PERMISSION, 20, 21, 3, 1 << 27, 0, 0, List.of(), List.of(), List.of(), null);
    }

    private static byte[] bytes(ByteSource source) throws IOException {
        byte[] all = new byte[(int) source.length()];
        int done = 0;
        while (done < all.length) {
            done += source.read(done, all, done, all.length - done);
        }
        return all;
    }

    private static ImageScan scan(byte[] bytes) throws IOException {
        return new ImageScan(ImageReader.open(MemoryFile.source(bytes)));
    }

    @Test
    void bothThreadsComeToTheDigestOfTheStore() throws IOException {
        for (int i = 0; i < 5; i++) {
            ImageScan.Found found = scan(image).check();
            assertEquals(store.digest(), found.digest());
            assertEquals(COUNT + 1, found.inodeCount());
        }
    }

    @Test
    void firstDamageInTheFileIsNamedWhicheverThreadMeetsIt() throws IOException {
        List<Integer> records = records();
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            byte[] damaged = image.clone();
            int first = random.nextInt(records.size());
            for (int n = first; n < records.size(); n += 1 + random.nextInt(5000)) {
                damaged[records.get(n) + 1] = 9; // a type that there is not
            }
            ImageScan walk = scan(damaged);
            CorruptImageException expected = assertThrows(
                    CorruptImageException.class,
                    () -> walk.inodes(facts(damaged), true, (id, type, open, offset) -> {}));
            CorruptImageException found = assertThrows(
                    CorruptImageException.class, () -> scan(damaged).check());
            assertEquals(expected.getMessage(), found.getMessage(), "damage from record " + first + " on");
        }
    }

    private static ImageFacts facts(byte[] bytes) throws IOException {
        return new ImageFacts(ImageReader.open(MemoryFile.source(bytes)).stringTable());
    }

    /** Where the messages of inodes begin in the file, behind their lengths; each with its type first. */
    private List<Integer> records() throws IOException {
        ImageReader reader = ImageReader.open(MemoryFile.source(image));
        long section =
                reader.summary().section(ImageSection.INODE).orElseThrow().offset();
        List<Integer> found = new ArrayList<>();
        scan(image)
                .inodes(
                        facts(image),
                        false,
                        (id, type, open, offset) ->
                                found.add((int) (section + offset) + lengthBytes(section + offset)));
        return found;
    }

    private int lengthBytes(long position) {
        int count = 1;
        while (image[(int) position + count - 1] < 0) {
            count++;
        }
        return count;
    }
}
