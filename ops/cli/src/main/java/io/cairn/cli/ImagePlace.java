package io.cairn.cli;

import io.cairn.checkpointer.run.HeldArchive;
import io.cairn.checkpointer.run.HeldImages;
import io.cairn.common.bytes.ByteSink;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.RealDisk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.HeldFiles;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.Pin;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.layout.VersionFile;
import io.cairn.common.transfer.ImageList;
import io.cairn.common.transfer.TransferClient;
import io.cairn.common.transfer.WireStorageInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Where images lie: with a running checkpointer, or in directories that are just looked at. Single use, one thread. */
interface ImagePlace {
    /** The images, newest first. */
    ImageList images() throws IOException, Failure;

    /** One image, read whole and compared with its MD5. */
    ImageList.Checked image(long txid) throws IOException, Failure;

    void pin(long txid, String reason) throws IOException, Failure;

    /** @param reason for the audit log, which only a running checkpointer has */
    void unpin(long txid, String reason) throws IOException, Failure;

    /**
     * Writes an archive of an image and the edits that lead on.
     *
     * @param txid which image; empty for the newest
     * @return bytes written
     */
    long archive(OptionalLong txid, ByteSink sink) throws IOException, Failure;

    /**
     * With the checkpointer at {@code base}.
     *
     * @param whenSilent what to do if it does not answer, best a command
     */
    static ImagePlace at(URI base, String whenSilent) {
        // Reading an image of many gigabytes takes minutes, and nothing moves meanwhile.
        CheckpointerClient checkpointer =
                new CheckpointerClient(new TransferClient(base, Duration.ofMinutes(15), 0), whenSilent);
        return new ImagePlace() {
            @Override
            public ImageList images() throws IOException, Failure {
                return checkpointer.images();
            }

            @Override
            public ImageList.Checked image(long txid) throws IOException, Failure {
                return checkpointer.image(txid);
            }

            @Override
            public void pin(long txid, String reason) throws IOException, Failure {
                checkpointer.pin(txid, reason);
            }

            @Override
            public void unpin(long txid, String reason) throws IOException, Failure {
                checkpointer.unpin(txid, reason);
            }

            @Override
            public long archive(OptionalLong txid, ByteSink sink) throws IOException, Failure {
                return checkpointer.archive(txid, sink);
            }
        };
    }

    /**
     * In the storage directories {@code roots}, a comma list as in a configuration: of a checkpointer or a primary, running
     * or not, or copies of theirs.
     */
    static ImagePlace in(String roots) throws IOException, Failure {
        return Directories.open(roots, new RealDisk(), InstantSource.system());
    }

    /** Images in directories. Single use, one thread. */
    final class Directories implements ImagePlace {
        private final Disk disk;
        private final InstantSource clock;
        private final StorageInfo info;
        private final HeldFiles files;
        private final HeldImages images;

        private Directories(Disk disk, InstantSource clock, StorageInfo info, List<StorageDirectory> directories) {
            this.disk = disk;
            this.clock = clock;
            this.info = info;
            files = new HeldFiles(disk, () -> directories, () -> directories, new Leases());
            images = new HeldImages(disk, files);
        }

        private static Directories open(String roots, Disk disk, InstantSource clock) throws IOException, Failure {
            List<StorageDirectory> directories = new ArrayList<>();
            StorageInfo first = null;
            for (String root : roots.split(",", -1)) {
                if (root.isBlank()) {
                    continue;
                }
                StorageDirectory directory =
                        new StorageDirectory(Path.of(root.strip()), StorageDirectory.Type.IMAGE_AND_EDITS);
                requireNoHalfRestore(disk, directory);
                StorageInfo info = version(disk, directory);
                if (first != null && !first.equals(info)) {
                    throw new Failure(
                            directory + " belongs to another namespace than " + directories.get(0) + ": "
                                    + info.wireText() + ", not " + first.wireText(),
                            "");
                }
                first = info;
                directories.add(directory);
            }
            if (first == null) {
                throw new Failure("No directory is named", "");
            }
            return new Directories(disk, clock, first, directories);
        }

        private static void requireNoHalfRestore(Disk disk, StorageDirectory directory) throws Failure {
            if (disk.exists(directory.root().resolve(FileNames.RESTORE_DECIDED))) {
                throw new Failure(
                        "A restore of " + directory
                                + " was decided and cut short, so that old and new lie side by side",
                        "the next start of the primary completes it: cairn primary CONFIGURATION; so does the same"
                                + " cairn restore again");
            }
        }

        private static StorageInfo version(Disk disk, StorageDirectory directory) throws IOException, Failure {
            Path version = directory.file(FileNames.VERSION);
            if (!disk.exists(version)) {
                throw new Failure(
                        directory + " is no storage directory: there is no " + version,
                        "name the directory that current/ is in, as in dfs.namenode.checkpoint.dir");
            }
            return VersionFile.read(disk, version);
        }

        @Override
        public ImageList images() throws IOException {
            return images.list(new WireStorageInfo(
                    info.layoutVersion().value(),
                    info.namespaceId(),
                    info.clusterId(),
                    info.cTime(),
                    info.blockPoolId()));
        }

        @Override
        public ImageList.Checked image(long txid) throws IOException, Failure {
            return images.check(txid).orElseThrow(() -> noImage(txid));
        }

        @Override
        public void pin(long txid, String reason) throws IOException, Failure {
            if (!images.pin(txid, new Pin(clock.instant(), reason))) {
                throw noImage(txid);
            }
        }

        @Override
        public void unpin(long txid, String reason) throws IOException, Failure {
            if (!images.unpin(txid)) {
                throw noImage(txid);
            }
        }

        private static Failure noImage(long txid) {
            return new Failure("There is no image at txid " + txid, "those there are: cairn checkpoints list --dir …");
        }

        @Override
        public long archive(OptionalLong txid, ByteSink sink) throws IOException, Failure {
            HeldArchive archive = HeldArchive.plan(disk, files, images, info, txid, clock.instant())
                    .orElseThrow(() -> new Failure(
                            "There is no whole image" + (txid.isPresent() ? " at txid " + txid.getAsLong() : ""),
                            "those there are: cairn checkpoints list --dir …"));
            try (archive) {
                archive.writer().write(new SinkStream(sink), bytes -> {});
                return sink.position();
            }
        }
    }

    /** A sink as a stream. One thread. */
    final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) throws IOException {
            sink.write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int count) throws IOException {
            sink.write(source, offset, count);
        }
    }
}
