package io.cairn.common.verify;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageFileName;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks storage directories of a primary or a checkpointer: each file for itself, and all of them with each other.
 * Several directories are taken for those of one process. A process may go on working in them: names that come or go
 * meanwhile are looked at twice before anything is said about them. Single use, one thread.
 */
public final class DirectoryCheck {
    private static final String NOT_OF_ITS_NAME = "the image is not of the transaction that its name says";

    private final Disk disk;
    private final long heapBytes;
    private final boolean deep;
    private final Watcher watcher;
    private final Findings findings = new Findings();

    private final Map<Path, StorageInfo> versions = new LinkedHashMap<>();
    private final Map<Path, SegmentCheck.Facts> segments = new LinkedHashMap<>();
    private final TreeMap<Long, ImageCheck.Facts> images = new TreeMap<>();
    private final TreeMap<Long, Path> soundImages = new TreeMap<>();
    private int imagesLooked;
    private long bytes;
    private long lastTxid = -1;
    private long replayed;

    /**
     * @param heapBytes how much memory may be used, roughly
     * @param deep whether edits are replayed from each image to the next, and the digests compared
     */
    public DirectoryCheck(Disk disk, long heapBytes, boolean deep, Watcher watcher) {
        this.disk = disk;
        this.heapBytes = heapBytes;
        this.deep = deep;
        this.watcher = watcher;
    }

    /**
     * Checks directories.
     *
     * @param roots storage directories, or their {@code current}
     * @throws IOException if one of them is no storage directory or may not be read, or if there is too little memory
     */
    public Report run(List<Path> roots) throws IOException {
        List<Place> places = new ArrayList<>();
        for (Path root : roots) {
            places.add(place(root));
        }
        for (Place place : places) {
            version(place);
        }
        compareVersions();
        Map<Place, DirInventory> inventories = scan(places);
        images(inventories);
        segments(inventories);
        together(places);
        if (deep && findings.damages() == 0) {
            deep(inventories);
        }
        return report(roots);
    }

    /**
     * Checks one image for itself, with the files beside it if there are any.
     *
     * @throws IOException if it cannot be read, or if there is too little memory
     */
    public Report runOnImage(Path given) throws IOException {
        Path image = given.toAbsolutePath().normalize();
        String next = "to see what can be read: cairn oiv -p XML -i " + image + " -o -";
        Optional<String> md5 = ImageFileCheck.md5(disk, image, false, findings, watcher, next);
        if (md5.isPresent()) {
            imagesLooked++;
            try (ByteSource source = disk.open(image)) {
                bytes = source.length();
                Optional<ImageCheck.Facts> facts = ImageCheck.of(source, heapBytes, findings, watcher, next);
                facts.ifPresent(found -> {
                    images.put(found.txid(), found);
                    lastTxid = found.txid();
                });
                facts.flatMap(ImageCheck.Facts::digest).ifPresent(digest -> proven(image, digest, next));
            }
            named(image, next);
        }
        return report(List.of(given));
    }

    private void named(Path image, String next) {
        FileNames.parse(String.valueOf(image.getFileName()))
                .filter(name -> !images.isEmpty() && name.firstTxid() != images.firstKey())
                .ifPresent(name -> findings.damage(
                        image.toString(), -1, NOT_OF_ITS_NAME, "" + name.firstTxid(), "" + images.firstKey(), next));
    }

    private Report report(List<Path> roots) {
        Map.Entry<Long, ImageCheck.Facts> newest = images.lastEntry();
        Set<TxRange> ranges = new HashSet<>();
        segments.values().forEach(facts -> ranges.add(facts.range()));
        return new Report(
                roots,
                imagesLooked,
                segments.size(),
                ranges.stream().mapToLong(TxRange::count).sum(),
                bytes,
                newest == null ? -1 : newest.getKey(),
                newest == null ? 0 : newest.getValue().inodes(),
                newest == null ? Optional.empty() : newest.getValue().digest(),
                lastTxid,
                replayed,
                findings.kept(),
                findings.damages(),
                findings.omitted());
    }

    private Place place(Path given) throws IOException {
        Path root = given.toAbsolutePath().normalize();
        if (!disk.isThere(root)) {
            throw new IOException(root + " does not exist; is its disk mounted?");
        }
        if (disk.isThere(root.resolve(FileNames.RESTORE_DECIDED))) {
            findings.damage(
                    root.toString(),
                    -1,
                    "a restore was decided and cut short, so that old and new lie side by side",
                    "",
                    "",
                    "the next start of the primary completes it: cairn primary CONFIGURATION; so does the same restore");
        }
        if (disk.isThere(root.resolve(FileNames.CURRENT))) {
            return new Place(root, root.resolve(FileNames.CURRENT));
        }
        DirInventory inventory = DirInventory.scan(disk, root);
        boolean isCurrent = disk.exists(root.resolve(FileNames.VERSION))
                || !inventory.images().isEmpty()
                || !inventory.finalized().isEmpty();
        if (!isCurrent) {
            throw new IOException(root + " is no storage directory: it has no " + FileNames.CURRENT
                    + " below it, and neither images nor edits in it");
        }
        return new Place(root, root);
    }

    private Map<Place, DirInventory> scan(List<Place> places) throws IOException {
        Map<Place, DirInventory> inventories = new LinkedHashMap<>();
        for (Place place : places) {
            inventories.put(place, DirInventory.scan(disk, place.current()));
        }
        return inventories;
    }

    // ---- VERSION

    private void version(Place place) throws IOException {
        Path file = place.current().resolve(FileNames.VERSION);
        if (!disk.isThere(file)) {
            findings.damage(
                    file.toString(), -1, "is missing", "the identity of the namespace", "no file", place.restore());
            return;
        }
        try {
            versions.put(file, VersionFile.read(disk, file));
        } catch (CorruptStorageException e) {
            findings.damage(
                    file.toString(),
                    -1,
                    String.valueOf(e.getMessage()),
                    "",
                    "",
                    "copy VERSION from another directory of this namespace, or " + place.restore());
        }
    }

    private void compareVersions() {
        Map.Entry<Path, StorageInfo> first = null;
        for (Map.Entry<Path, StorageInfo> entry : versions.entrySet()) {
            if (first == null) {
                first = entry;
            }
            Optional<String> difference = first.getValue().difference(entry.getValue());
            if (difference.isPresent()) {
                findings.damage(
                        entry.getKey().toString(),
                        -1,
                        "not the same as in " + first.getKey() + ": " + difference.get(),
                        "",
                        "",
                        "leave out the directory that does not belong to the others");
            }
        }
    }

    // ---- images

    private void images(Map<Place, DirInventory> inventories) throws IOException {
        Map<String, String> md5OfName = new HashMap<>();
        Set<String> looked = new HashSet<>();
        for (Map.Entry<Place, DirInventory> entry : inventories.entrySet()) {
            for (ImageFile image : entry.getValue().images()) {
                Place place = entry.getKey();
                guarded(image.path(), place, () -> {
                    Optional<String> md5 =
                            ImageFileCheck.md5(disk, image.path(), true, findings, watcher, place.restore());
                    if (md5.isEmpty()) {
                        return;
                    }
                    String name = image.txid() + "/" + image.rollback();
                    String other = md5OfName.putIfAbsent(name, md5.get());
                    if (other != null && !other.equals(md5.get())) {
                        findings.damage(
                                image.path().toString(),
                                -1,
                                "differs from the image of that name in another directory",
                                "MD5 " + other,
                                md5.get(),
                                "keep the one whose digest is the primary's: cairn verify --deep");
                    }
                    if (looked.add(name + "/" + md5.get())) {
                        image(image, place);
                    } else {
                        digest(image.txid()).ifPresent(digest -> proven(image.path(), digest, place.restore()));
                    }
                });
            }
            sidecars(entry.getValue());
        }
    }

    private void image(ImageFile image, Place place) throws IOException {
        long before = findings.damages();
        imagesLooked++;
        try (ByteSource source = disk.open(image.path())) {
            bytes += source.length();
            Optional<ImageCheck.Facts> facts = ImageCheck.of(source, heapBytes, findings, watcher, place.restore());
            facts.ifPresent(found -> belongs(image, found, place));
            facts.flatMap(ImageCheck.Facts::digest).ifPresent(digest -> proven(image.path(), digest, place.restore()));
            if (facts.isPresent() && !image.rollback()) {
                images.put(image.txid(), facts.get());
                if (findings.damages() == before) {
                    soundImages.put(image.txid(), image.path());
                }
            }
        }
    }

    private void proven(Path image, NamespaceDigest found, String next) {
        try {
            DigestSidecar.require(disk, image, found);
        } catch (IOException e) {
            findings.damage(DigestSidecar.path(image).toString(), -1, String.valueOf(e.getMessage()), "", "", next);
        }
    }

    private void belongs(ImageFile image, ImageCheck.Facts facts, Place place) {
        if (facts.txid() != image.txid()) {
            findings.damage(
                    image.path().toString(),
                    -1,
                    NOT_OF_ITS_NAME,
                    "" + image.txid(),
                    "" + facts.txid(),
                    place.restore());
        }
        StorageInfo version = versions.get(place.current().resolve(FileNames.VERSION));
        if (version != null && version.namespaceId() != facts.namespaceId()) {
            findings.damage(
                    image.path().toString(),
                    -1,
                    "the image is of another namespace than VERSION",
                    "" + version.namespaceId(),
                    "" + facts.namespaceId(),
                    place.restore());
        }
    }

    private void sidecars(DirInventory inventory) {
        Set<Long> txids = new HashSet<>();
        inventory.images().forEach(image -> txids.add(image.txid()));
        for (StorageFileName sidecar : inventory.sidecars()) {
            if (!txids.contains(sidecar.firstTxid()) && disk.exists(inventory.path(sidecar))) {
                findings.note(inventory.path(sidecar).toString(), "belongs to an image that is not there");
            }
        }
    }

    // ---- edits

    private void segments(Map<Place, DirInventory> inventories) throws IOException {
        for (Map.Entry<Place, DirInventory> entry : inventories.entrySet()) {
            Place place = entry.getKey();
            for (SegmentFile segment : entry.getValue().finalized()) {
                String next = nextForEdits(segment.path(), place);
                guarded(segment.path(), place, () -> {
                    try (ByteSource source = disk.open(segment.path())) {
                        bytes += source.length();
                        SegmentCheck.ofFinalized(source, segment.range(), findings, watcher, next)
                                .ifPresent(facts -> segments.put(segment.path(), facts));
                    }
                });
            }
            for (StorageFileName file : entry.getValue().inProgress()) {
                inProgress(entry.getValue().path(file), file.firstTxid(), place);
            }
            for (StorageFileName file : entry.getValue().setAside()) {
                findings.note(entry.getValue().path(file).toString(), "was set aside and is not looked at");
            }
        }
        compareSegments();
    }

    private void inProgress(Path path, long firstTxid, Place place) throws IOException {
        guarded(path, place, () -> {
            try (ByteSource source = disk.open(path)) {
                bytes += source.length();
                SegmentCheck.ofInProgress(source, firstTxid, findings, watcher, nextForEdits(path, place))
                        .ifPresent(facts -> segments.put(path, facts));
            }
        });
    }

    private static String nextForEdits(Path path, Place place) {
        return "to see what can be read: cairn oev -r -i " + path + " -o -; " + place.restore();
    }

    /** Copies of a segment must hold the same. Where one is longer, the other has lost something or is behind. */
    private void compareSegments() {
        Map<TxRange, Map.Entry<Path, SegmentCheck.Facts>> first = new HashMap<>();
        for (Map.Entry<Path, SegmentCheck.Facts> entry : segments.entrySet()) {
            Map.Entry<Path, SegmentCheck.Facts> other =
                    first.putIfAbsent(entry.getValue().range(), entry);
            if (other != null
                    && other.getValue().contentCrc() != entry.getValue().contentCrc()) {
                findings.damage(
                        entry.getKey().toString(),
                        -1,
                        "differs from " + other.getKey() + ", and both are intact in themselves",
                        "CRC-32C " + Long.toHexString(other.getValue().contentCrc()),
                        Long.toHexString(entry.getValue().contentCrc()),
                        "compare them: cairn oev -i FILE -o - for each, and keep the right one");
            }
        }
    }

    // ---- all together

    /** Says what is wrong with the files as a whole; only what two looks agree on, as names come and go. */
    private void together(List<Place> places) throws IOException {
        List<Finding> first = whole(places);
        if (first.stream().anyMatch(finding -> finding.severity() == Finding.Severity.DAMAGE)) {
            rereadUnfinished(places);
            List<Finding> second = whole(places);
            first = second.stream().filter(first::contains).toList();
        }
        first.forEach(findings::add);
    }

    /** A segment that was still being written when it was read may have grown, and may have been finalised. */
    private void rereadUnfinished(List<Place> places) throws IOException {
        Findings again = new Findings();
        for (Map.Entry<Place, DirInventory> entry : scan(places).entrySet()) {
            Map<Path, Long> open = new LinkedHashMap<>();
            entry.getValue()
                    .inProgress()
                    .forEach(file -> open.put(entry.getValue().path(file), file.firstTxid()));
            entry.getValue().finalized().stream()
                    .filter(segment -> !segments.containsKey(segment.path()))
                    .forEach(segment -> open.put(segment.path(), segment.firstTxid()));
            for (Map.Entry<Path, Long> file : open.entrySet()) {
                guarded(file.getKey(), entry.getKey(), () -> {
                    try (ByteSource source = disk.open(file.getKey())) {
                        SegmentCheck.ofInProgress(source, file.getValue(), again, watcher, "")
                                .ifPresent(facts -> segments.put(file.getKey(), facts));
                    }
                });
            }
        }
    }

    private List<Finding> whole(List<Place> places) throws IOException {
        WholeCheck check = new WholeCheck(disk, scan(places), segments);
        List<Finding> found = check.run();
        check.lastTxid().ifPresent(txid -> lastTxid = txid);
        return found;
    }

    // ---- deep

    private void deep(Map<Place, DirInventory> inventories) throws IOException {
        List<SegmentFile> all = new WholeCheck(disk, inventories, segments).readable();
        DeepCheck check = new DeepCheck(disk, heapBytes, findings, watcher);
        Map.Entry<Long, Path> before = null;
        for (Map.Entry<Long, Path> image : soundImages.entrySet()) {
            Optional<NamespaceDigest> digest = digest(image.getKey());
            if (before != null && digest.isPresent() && WholeCheck.covers(all, before.getKey() + 1, image.getKey())) {
                replayed += check.compare(
                        before.getValue(), all, image.getValue(), Objects.requireNonNull(images.get(image.getKey())));
            }
            before = image;
        }
        if (before != null && digest(before.getKey()).isPresent() && lastTxid > before.getKey()) {
            replayed += check.replay(before.getValue(), all, lastTxid);
        }
    }

    private Optional<NamespaceDigest> digest(long txid) {
        ImageCheck.Facts facts = images.get(txid);
        return facts == null ? Optional.empty() : facts.digest();
    }

    // ---- files that cannot be read, or go while they are read

    private interface Look {
        void run() throws IOException;
    }

    private void guarded(Path file, Place place, Look look) throws IOException {
        try {
            look.run();
        } catch (TooLittleHeapException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof AccessDeniedException || e.getCause() instanceof AccessDeniedException) {
                throw e;
            }
            if (!disk.exists(file)) {
                findings.note(file.toString(), "went away while it was looked at: rolled or no longer retained");
                return;
            }
            findings.damage(file.toString(), -1, "cannot be read: " + e.getMessage(), "", "", place.restore());
        }
    }
}
