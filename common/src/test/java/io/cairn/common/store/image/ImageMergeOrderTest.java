package io.cairn.common.store.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.codec.image.CorruptImageException;
import io.cairn.common.codec.image.ImageWriter;
import io.cairn.common.codec.image.WireWriter;
import io.cairn.common.model.Counters;
import io.cairn.common.model.DirectoryInode;
import io.cairn.common.model.FsName;
import io.cairn.common.model.InodeIds;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.Quota;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.heap.HeapStore;
import io.cairn.common.testkit.MemoryFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of a directory's children is no part of the digest, and the next merge searches by it. */
class ImageMergeOrderTest {
    private static final Permission PERMISSION = new Permission("alice", "users", 0755);
    private static final ImageForm FORM = ImageForm.plain(LayoutVersion.CURRENT);

    /** A directory of a child for each name, in that order, whatever the names say; ids count from the root's on. */
    private static ImageStore over(String... names) throws IOException {
        byte[] sorted;
        long[] ids = new long[names.length];
        try (HeapStore heap = new HeapStore()) {
            heap.putInode(directory(InodeIds.ROOT, ""));
            for (int i = 0; i < names.length; i++) {
                ids[i] = InodeIds.ROOT + 1 + i;
                add(heap, names[i], ids[i]);
            }
            heap.putCounters(Counters.fresh(7).withLastInodeId(InodeIds.ROOT + names.length));
            heap.commit(0);
            ByteSource source = ImageStoreTest.full(heap, FORM).source();
            sorted = new byte[(int) source.length()];
            assertEquals(sorted.length, source.read(0, sorted, 0, sorted.length));
        }
        Integer[] order = new Integer[names.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> names[a].compareTo(names[b]));
        byte[] before = packed(Arrays.stream(order).mapToLong(i -> ids[i]).toArray());
        byte[] after = packed(ids);
        System.arraycopy(after, 0, sorted, indexOf(sorted, before), after.length);
        return new ImageStore(ImageBase.open(MemoryFile.source(sorted)), 1 << 20);
    }

    private static byte[] packed(long... ids) {
        WireWriter out = new WireWriter();
        for (long id : ids) {
            out.packedVarint(id);
        }
        return out.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("the packed ids are not there");
    }

    private static void add(MetadataStore store, String name, long id) {
        store.putInode(directory(id, name));
        store.link(InodeIds.ROOT, FsName.of(name), id);
    }

    private static void remove(MetadataStore store, String name) {
        long id = store.child(InodeIds.ROOT, FsName.of(name));
        store.unlink(InodeIds.ROOT, FsName.of(name));
        store.removeInode(id);
    }

    private static DirectoryInode directory(long id, String name) {
        return new DirectoryInode(id, FsName.of(name), PERMISSION, 10, Quota.NONE, List.of(), List.of());
    }

    private static MemoryFile merged(ImageStore store) throws IOException {
        store.putCounters(store.counters().withLastInodeId(InodeIds.ROOT + 1000));
        store.commit(1);
        MemoryFile file = new MemoryFile();
        try (ImageWriter writer = new ImageWriter(file, FORM.layout(), FORM.compression())) {
            new ImageMerge(store, writer, FORM).write();
        }
        return file;
    }

    private static void assertRefused(ImageStore store, String found) {
        CorruptImageException e = assertThrows(CorruptImageException.class, () -> merged(store));
        assertTrue(e.getMessage().contains(found), e.getMessage());
    }

    @Test
    void addedChildrenBetweenAndAroundThoseOfTheBaseAreMerged() throws IOException {
        ImageStore store = over("b", "d", "f");
        long id = InodeIds.ROOT + 100;
        for (String name : List.of("a", "c", "c2", "e", "g")) {
            add(store, name, id++);
        }
        remove(store, "d");
        ImageStore next = new ImageStore(ImageBase.open(merged(store).source()), 1 << 20);
        assertEquals(store.digest(), next.digest());
        for (String name : List.of("a", "b", "c", "c2", "e", "f", "g")) {
            assertTrue(next.child(InodeIds.ROOT, FsName.of(name)) != InodeIds.NONE, name);
        }
    }

    @Test
    void aDirectoryWhoseNamesDoNotAscendBehindAnAddedOneIsRefused() throws IOException {
        ImageStore store = over("a", "z", "b");
        add(store, "m", InodeIds.ROOT + 100);
        remove(store, "z");
        assertRefused(store, "'b' behind 'm'");
    }

    @Test
    void aDirectoryWhoseNamesDoNotAscendBeforeAnAddedOneIsRefused() throws IOException {
        ImageStore store = over("y", "b", "z");
        add(store, "m", InodeIds.ROOT + 100);
        store.overlay.detachBase(InodeIds.ROOT, InodeIds.ROOT + 2); // a search by name would not find it
        assertRefused(store, "'m' behind 'y'");
    }

    @Test
    void aNameThatTheBaseHasAlreadyIsNotAddedASecondTime() throws IOException {
        ImageStore store = over("a", "b", "c");
        add(store, "b", InodeIds.ROOT + 100);
        assertRefused(store, "'b' behind 'b'");
    }
}
