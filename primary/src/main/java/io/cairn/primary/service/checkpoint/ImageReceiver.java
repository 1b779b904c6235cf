package io.cairn.primary.service.checkpoint;

import io.cairn.common.bytes.ByteSource;
import io.cairn.common.bytes.Checksums;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.disk.PendingFile;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.transfer.DigestingStream;
import io.cairn.common.transfer.TransferProtocol;
import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a finished checkpoint: into every name directory as {@code fsimage.ckpt_N}, forced, re-read and looked into,
 * and only then named {@code fsimage_N}. After a crash there is the whole image or a leftover that the next start
 * removes; an upload that fails removes what it wrote. A directory without room is left out, see {@link ImageRoom}. One
 * image at a time, see {@link ImageTurn}. Thread-safe: keeps nothing.
 */
public final class ImageReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(ImageReceiver.class);
    private static final int MD5_HEX_LENGTH = 32;

    private final Checkpoints checkpoints;
    private final CheckpointState state;
    private final LongSupplier openSegment;
    private final ImageTurn turn;
    private final ImageRoom room;
    private final RollDigests digests;
    private final DigestAlarm alarm = new DigestAlarm();
    private final UploadOffers offers = new UploadOffers();

    /**
     * @param openSegment first txid of the segment being written, for retention
     * @param turn shared with whoever else makes images
     * @param room shared with them too
     * @param digests what an image has to hold
     */
    public ImageReceiver(
            Checkpoints checkpoints,
            CheckpointState state,
            LongSupplier openSegment,
            ImageTurn turn,
            ImageRoom room,
            RollDigests digests) {
        this.checkpoints = checkpoints;
        this.state = state;
        this.openSegment = openSegment;
        this.turn = turn;
        this.room = room;
        this.digests = digests;
    }

    /** Where there is room for images. */
    public ImageRoom room() {
        return room;
    }

    /** Images that were refused for what they hold. */
    public DigestAlarm alarm() {
        return alarm;
    }

    /**
     * What a peer wants to upload. Immutable.
     *
     * @param txid last transaction in the image
     * @param length bytes
     * @param storageInfo of the peer
     * @param md5 in hexadecimal, if the peer sent one
     * @param digest of the namespace in the image, if the peer sent one
     */
    public record Upload(
            long txid, long length, String storageInfo, Optional<String> md5, Optional<NamespaceDigest> digest) {}

    /**
     * Looks at an upload before a byte of it is sent.
     *
     * @return an id under which it may come, once and soon
     * @throws TransferRefusedException if it is not wanted
     */
    public String offer(Upload upload) throws TransferRefusedException, IOException {
        checkpoints.requireOurs(Optional.of(upload.storageInfo()));
        turn.take("An offer of the image at txid " + upload.txid()).close();
        checkWanted(upload);
        requireDigest(upload.txid(), upload.digest());
        return offers.add(upload);
    }

    /**
     * What was announced under an id, which is used up.
     *
     * @throws TransferRefusedException if nothing was
     */
    public Upload offered(String uploadId) throws TransferRefusedException {
        return offers.take(uploadId);
    }

    /**
     * Receives an image; it is proven and in service on return. Nothing is read from {@code body} if the upload is
     * refused for what it announces.
     *
     * @return the digest that the image and this primary's namespace at its txid have in common
     * @throws TransferRefusedException if it is not wanted, is not what was announced, or does not hold what the namespace
     *     held at its txid; the images that are there stay
     * @throws IOException if it could be stored in no directory
     */
    public NamespaceDigest receive(Upload upload, InputStream body) throws TransferRefusedException, IOException {
        checkpoints.requireOurs(Optional.of(upload.storageInfo()));
        ImageTurn.Held held = turn.take("An upload of the image at txid " + upload.txid());
        try (held) {
            checkWanted(upload);
            NamespaceDigest digest = requireDigest(upload.txid(), upload.digest());
            store(upload, digest, body);
            state.confirmed(upload.txid());
            digests.confirmed(upload.txid());
            alarm.settle();
            LOG.info(
                    "Checkpoint: image at txid {} received and proven, {} bytes, namespace digest {}",
                    upload.txid(),
                    upload.length(),
                    digest);
            checkpoints.retain(openSegment.getAsLong());
            return digest;
        }
    }

    /** What an image at that txid has to hold. Who claims something else is refused, and both sides should know. */
    private NamespaceDigest requireDigest(long txid, Optional<NamespaceDigest> claimed)
            throws TransferRefusedException {
        NamespaceDigest known = digests.at(txid)
                .orElseThrow(() -> new TransferRefusedException(
                        Reason.UNPROVABLE,
                        "An image at txid " + txid + " cannot be proven: the namespace digest is not known there;"
                                + " roll, and make an image of that"));
        if (claimed.isPresent() && !claimed.get().equals(known)) {
            throw wrongDigest(txid, known, claimed.get());
        }
        return known;
    }

    private TransferRefusedException wrongDigest(long txid, NamespaceDigest known, NamespaceDigest found) {
        String message = "The image at txid " + txid + " does not hold what the namespace held: expected digest "
                + known + ", found " + found;
        alarm.raise(message);
        return new TransferRefusedException(Reason.WRONG_DIGEST, message);
    }

    private void checkWanted(Upload upload) throws TransferRefusedException, IOException {
        if (upload.txid() <= state.imageTxid()) {
            throw new TransferRefusedException(
                    Reason.CONFLICT,
                    "An image at txid " + upload.txid() + " is not needed: there is one at " + state.imageTxid());
        }
        if (upload.txid() >= openSegment.getAsLong()) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST,
                    "An image at txid " + upload.txid() + " cannot be: the segment being written begins at "
                            + openSegment.getAsLong());
        }
        if (upload.md5().isPresent() && upload.md5().get().length() != MD5_HEX_LENGTH) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST,
                    "An MD5 has 32 hexadecimal digits, not " + upload.md5().get());
        }
        List<StorageDirectory> directories = checkpoints.imageDirectories();
        if (!directories.isEmpty() && room.of(directories, upload.length()).isEmpty()) {
            throw new TransferRefusedException(Reason.NO_SPACE, String.join("; ", room.leftOut()));
        }
    }

    private void store(Upload upload, NamespaceDigest digest, InputStream body)
            throws TransferRefusedException, IOException {
        List<Target> targets = new ArrayList<>();
        try {
            for (StorageDirectory directory : room.of(checkpoints.imageDirectories(), upload.length())) {
                targets.add(new Target(directory));
            }
            requireSome(targets);
            each(targets, upload.length(), target -> target.begin(checkpoints.disk(), upload.txid()));
            byte[] md5 = copy(upload, body, targets);
            each(targets, upload.length(), target -> target.file().seal());
            ImageProof proof =
                    new ImageProof(checkpoints.disk(), targets.get(0).file().temporary());
            each(targets, upload.length(), target -> target.verify(checkpoints.disk(), md5));
            check(upload, digest, stillThere(proof, targets.get(0).file().temporary()));
            each(targets, upload.length(), target -> {
                DigestSidecar.write(checkpoints.disk(), target.file().target(), digest);
                Md5Sidecar.write(checkpoints.disk(), target.file().target(), md5);
                target.file().commit();
            });
        } finally {
            targets.forEach(Target::close);
        }
    }

    private byte[] copy(Upload upload, InputStream body, List<Target> targets)
            throws TransferRefusedException, IOException {
        DigestingStream in = new DigestingStream(body);
        byte[] buffer = new byte[TransferProtocol.BUFFER_BYTES];
        long left = upload.length();
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new TransferRefusedException(
                        Reason.BAD_REQUEST,
                        "The upload ends after " + in.bytesRead() + " bytes, but announced were " + upload.length());
            }
            each(targets, upload.length(), target -> target.file().sink().write(buffer, 0, read));
            left -= read;
        }
        if (body.read() >= 0) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST, "The upload goes on after the " + upload.length() + " bytes announced");
        }
        String md5 = in.md5Hex();
        if (upload.md5().isPresent() && !upload.md5().get().equalsIgnoreCase(md5)) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST,
                    "MD5 of what arrived is " + md5 + ", but announced was "
                            + upload.md5().get());
        }
        return HexFormat.of().parseHex(md5);
    }

    /** The proof of a file that is left: that of the first directory may have gone with it. */
    private ImageProof stillThere(ImageProof proof, Path file) {
        return proof.file().equals(file) ? proof : new ImageProof(checkpoints.disk(), file);
    }

    /** The stored file must be an image of this namespace at that txid, with all that the namespace held. */
    private void check(Upload upload, NamespaceDigest digest, ImageProof proof) throws TransferRefusedException {
        StorageInfo ours = checkpoints.storageInfo();
        try {
            ImageProof.Found image = proof.found();
            if (image.info().txid() != upload.txid()) {
                throw new TransferRefusedException(
                        Reason.BAD_REQUEST,
                        "The image ends at txid " + image.info().txid() + ", but announced was " + upload.txid());
            }
            if (image.info().namespaceId() != ours.namespaceId()) {
                throw new TransferRefusedException(
                        Reason.WRONG_STORAGE, "The image is one of another namespace id than ours");
            }
            if (!image.layout().equals(ours.layoutVersion())) {
                throw new TransferRefusedException(
                        Reason.WRONG_STORAGE,
                        "The image has layout version " + image.layout() + ", needed is " + ours.layoutVersion());
            }
            if (!image.digest().equals(digest)) {
                throw wrongDigest(upload.txid(), digest, image.digest());
            }
        } catch (IOException e) {
            throw new TransferRefusedException(Reason.BAD_REQUEST, "What arrived is no sound image: " + e.getMessage());
        }
    }

    /**
     * Takes a step in every directory. One in which it fails is left out and taken out of service, unless it has no room,
     * or it fails in all: then the image is not taken, and nothing is said about the directories, which may just be full.
     */
    private void each(List<Target> targets, long imageBytes, Step step) throws IOException {
        Map<Target, IOException> failed = new LinkedHashMap<>();
        for (Target target : targets) {
            try {
                step.run(target);
            } catch (IOException e) {
                failed.put(target, e);
            }
        }
        if (failed.size() == targets.size()) {
            throw new IOException(
                    "The image could be stored in no directory",
                    failed.values().iterator().next());
        }
        failed.forEach((target, e) -> {
            target.close();
            targets.remove(target);
            if (!room.leavesOut(target.directory, imageBytes)) {
                LOG.error("Image cannot be stored in {}: the directory is out of service", target.directory, e);
                target.directory.takeOutOfService(e);
            }
        });
    }

    private static void requireSome(List<Target> targets) throws IOException {
        if (targets.isEmpty()) {
            throw new IOException("No name directory for images is in service");
        }
    }

    /** What is done in one directory. */
    private interface Step {
        void run(Target target) throws IOException;
    }

    /** The image in one directory. Single use, one thread. */
    private static final class Target {
        private final StorageDirectory directory;
        private @Nullable PendingFile pending;

        private Target(StorageDirectory directory) {
            this.directory = directory;
        }

        void begin(Disk disk, long txid) throws IOException {
            pending = PendingFile.begin(
                    disk, directory.current(), FileNames.checkpointImage(txid), FileNames.image(txid));
        }

        PendingFile file() {
            return Objects.requireNonNull(pending, "not begun");
        }

        /** Reads the file again: what counts is what the disk gives back. */
        void verify(Disk disk, byte[] md5) throws IOException {
            MessageDigest digest = Checksums.md5();
            try (ByteSource source = disk.open(file().temporary())) {
                byte[] buffer = new byte[TransferProtocol.BUFFER_BYTES];
                long position = 0;
                for (int read = source.read(position, buffer, 0, buffer.length);
                        read > 0;
                        read = source.read(position, buffer, 0, buffer.length)) {
                    digest.update(buffer, 0, read);
                    position += read;
                }
            }
            byte[] found = digest.digest();
            if (!Arrays.equals(md5, found)) {
                throw new IOException(file().temporary() + ": written with MD5 "
                        + HexFormat.of().formatHex(md5) + ", but re-read with "
                        + HexFormat.of().formatHex(found));
            }
        }

        void close() {
            PendingFile begun = pending;
            if (begun == null) {
                return;
            }
            try {
                begun.close();
            } catch (IOException e) {
                LOG.warn("{} could not be removed", begun.temporary(), e);
            }
        }
    }
}
