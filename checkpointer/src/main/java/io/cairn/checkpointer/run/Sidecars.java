package io.cairn.checkpointer.run;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.DigestSidecar;
import io.cairn.common.layout.Md5Sidecar;
import io.cairn.common.layout.Pin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the small files beside an image say. One that cannot be read says nothing: its copy of the image is then not whole,
 * and another copy or an older image has to serve; that is logged once. Thread-safe: the files are read anew each time.
 */
final class Sidecars {
    private static final Logger LOG = LoggerFactory.getLogger(Sidecars.class);

    private final Disk disk;
    /** What was wrong with a file when it was last read, for those with which something was. */
    private final ConcurrentMap<Path, String> damaged = new ConcurrentHashMap<>();

    Sidecars(Disk disk) {
        this.disk = disk;
    }

    /** Reads one kind of file beside an image. */
    @FunctionalInterface
    private interface Reading<T> {
        Optional<T> of(Disk disk, Path image) throws IOException;
    }

    /** True if the MD5 is known and the digest, if there is one, can be read; the image itself is not. */
    boolean isWhole(Path image) {
        return md5(image).isPresent() && (digest(image).isPresent() || !damaged.containsKey(DigestSidecar.path(image)));
    }

    /** MD5 in hexadecimal; empty if there is none to be had. */
    Optional<String> md5(Path image) {
        return read(Md5Sidecar::read, image, Md5Sidecar.path(image)).map(HexFormat.of()::formatHex);
    }

    /** Namespace digest; empty if there is none to be had. */
    Optional<NamespaceDigest> digest(Path image) {
        return read(DigestSidecar::read, image, DigestSidecar.path(image));
    }

    /** The pin; empty if there is none to be had. A damaged one pins all the same, see {@link #isPinned}. */
    Optional<Pin> pin(Path image) {
        return read(Pin::read, image, Pin.path(image));
    }

    boolean isPinned(Path image) {
        return disk.exists(Pin.path(image));
    }

    /** What is wrong beside an image, naming each file; empty if nothing is. */
    List<String> faults(Path image) {
        List<String> faults = new ArrayList<>();
        Path md5 = Md5Sidecar.path(image);
        if (md5(image).isEmpty() && !damaged.containsKey(md5) && disk.exists(image)) {
            faults.add(md5 + ": no such file, so the image may not be whole");
        }
        digest(image);
        pin(image);
        for (Path file : List.of(md5, DigestSidecar.path(image), Pin.path(image))) {
            Optional.ofNullable(damaged.get(file)).ifPresent(faults::add);
        }
        return faults;
    }

    private <T> Optional<T> read(Reading<T> reading, Path image, Path file) {
        try {
            Optional<T> said = reading.of(disk, image);
            damaged.remove(file);
            return said;
        } catch (IOException e) {
            if (!disk.exists(file)) {
                return Optional.empty(); // gone meanwhile, with its image
            }
            String why = e.getMessage() == null ? file + ": " + e : e.getMessage();
            if (damaged.put(file, why) == null) {
                LOG.warn("Damaged beside an image: {}", why);
            }
            return Optional.empty();
        }
    }
}
