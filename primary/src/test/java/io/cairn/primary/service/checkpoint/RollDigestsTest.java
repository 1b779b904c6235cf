package io.cairn.primary.service.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.testkit.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long the digest at a roll is remembered. */
class RollDigestsTest {
    private static final List<Path> ROOTS = List.of(Path.of("/disks/one"));
    private static final int ROLLS = 2000;

    private final FaultyDisk disk = new FaultyDisk(Path.of("/disks"));

    @BeforeEach
    void makeDirectory() throws IOException {
        for (StorageDirectory directory : NameDirectories.configured(ROOTS, ROOTS)) {
            directory.create(disk);
        }
    }

    @Test
    void theDigestOfACheckpointOutlivesAnyNumberOfRollsUntilALaterImageIsConfirmed() throws IOException {
        try (NameDirectories directories = open()) {
            RollDigests digests = RollDigests.open(disk, directories);
            digests.record(10, digest(10));
            digests.record(20, digest(20));
            digests.awaitImage(20);
            long txid = roll(digests, 20);
            assertEquals(Optional.empty(), digests.at(10));
            assertEquals(Optional.of(digest(20)), digests.at(20));
            assertEquals(
                    Optional.of(digest(20)), RollDigests.open(disk, directories).at(20), "on disk too");
            digests.confirmed(txid);
            roll(digests, txid);
            assertEquals(Optional.empty(), digests.at(20));
        }
    }

    @Test
    void imagesThatNeverComeAreNotAwaitedWithoutBound() throws IOException {
        try (NameDirectories directories = open()) {
            RollDigests digests = RollDigests.open(disk, directories);
            for (long txid = 1; txid <= ROLLS; txid++) {
                digests.record(txid, digest(txid));
                digests.awaitImage(txid);
            }
            roll(digests, ROLLS);
            assertTrue(digests.all().size() < 300, "kept: " + digests.all().size());
            assertEquals(Optional.of(digest(ROLLS)), digests.at(ROLLS));
        }
    }

    private static long roll(RollDigests digests, long after) {
        long last = after + ROLLS;
        for (long txid = after + 1; txid <= last; txid++) {
            digests.record(txid, digest(txid));
        }
        return last;
    }

    private NameDirectories open() throws IOException {
        return NameDirectories.open(disk, NameDirectories.configured(ROOTS, ROOTS), "1@test");
    }

    private static NamespaceDigest digest(long number) {
        return NamespaceDigest.parse(String.format(Locale.ROOT, "%032x", number));
    }
}
