package io.cairn.primary.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file system of its own in a file, whose power can be cut: {@code FS_IOC_SHUTDOWN} without flushing the log, after
 * which nothing that was not forced is ever written. Needs root, loop devices, {@code mkfs} and {@code perl}. One thread.
 */
@SuppressWarnings("try") // closing waits for a process, and may be interrupted
final class LoopFileSystem implements AutoCloseable {
    private static final long BYTES = 512L << 20;
    /** {@code FS_IOC_SHUTDOWN} is {@code _IOR('X', 125, __u32)}; 2 is {@code FS_SHUTDOWN_FLAGS_NOLOGFLUSH}. */
    private static final String CUT = "open(my $d, '<', $ARGV[0]) or die \"open: $!\\n\"; my $flags = pack('L', 2);"
            + " defined(ioctl($d, 0x8004587d, $flags)) or die \"ioctl: $!\\n\";";

    private final Path image;
    private final Path mountPoint;
    private boolean mounted;

    private LoopFileSystem(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /** Why there can be none of {@code type} here; empty if there can. */
    static Optional<String> obstacle(String type, Path work) throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("not root");
        }
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            return Optional.of("no /dev/loop-control");
        }
        for (String command : List.of("mkfs." + type, "mount", "umount", "perl")) {
            if (run("sh", "-c", "command -v " + command).isPresent()) {
                return Optional.of(command + " is missing");
            }
        }
        try (LoopFileSystem probe = make(type, work, "probe")) {
            probe.cut();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Makes one, empty, and mounts it. */
    static LoopFileSystem make(String type, Path work, String name) throws IOException, InterruptedException {
        Path image = work.resolve(name + ".img");
        Path mountPoint = Files.createDirectories(work.resolve(name));
        require("truncate", "-s", Long.toString(BYTES), image.toString());
        require("mkfs." + type, "-q", image.toString());
        LoopFileSystem made = new LoopFileSystem(image, mountPoint);
        made.mount();
        return made;
    }

    Path root() {
        return mountPoint;
    }

    void mount() throws IOException, InterruptedException {
        require("mount", "-o", "loop", image.toString(), mountPoint.toString());
        mounted = true;
    }

    void unmount() throws IOException, InterruptedException {
        require("umount", mountPoint.toString());
        mounted = false;
    }

    /** Cuts the power: everything not forced is lost, and every later call fails until it is mounted anew. */
    void cut() throws IOException, InterruptedException {
        require("perl", "-e", CUT, mountPoint.toString());
    }

    /** Unmounts and removes it. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (mounted) {
            unmount();
        }
        Files.deleteIfExists(image);
    }

    private static void require(String... command) throws IOException, InterruptedException {
        Optional<String> failure = run(command);
        if (failure.isPresent()) {
            throw new IOException(command[0] + ": " + failure.get());
        }
    }

    /** Empty if it worked, else what it said. */
    private static Optional<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? Optional.empty() : Optional.of(output);
    }
}
