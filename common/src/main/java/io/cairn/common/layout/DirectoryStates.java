package io.cairn.common.layout;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The directories of a process and since when each is as it is, for status, page and alarms. Thread-safe: one concurrent
 * map.
 */
public final class DirectoryStates {
    private final List<StorageDirectory> directories;
    private final InstantSource clock;
    private final StorageDirectory.Watcher alarm;
    private final Map<StorageDirectory, Instant> changes = new ConcurrentHashMap<>();
    private final Instant begin;

    /**
     * How a directory stands. Immutable.
     *
     * @param reason why it is not in service; empty while it is
     * @param since wall clock of the last change, for display
     * @param failures how often it went out of service
     */
    public record DirectoryState(
            Path root,
            StorageDirectory.Type type,
            boolean required,
            StorageDirectory.State state,
            String reason,
            Instant since,
            int failures) {}

    /** @param alarm is told of each change, after it is seen here */
    public DirectoryStates(List<StorageDirectory> directories, InstantSource clock, StorageDirectory.Watcher alarm) {
        this.directories = List.copyOf(directories);
        this.clock = clock;
        this.alarm = alarm;
        begin = clock.instant();
        directories.forEach(directory -> directory.watch(this::changed));
    }

    private void changed(StorageDirectory directory, StorageDirectory.State state, Throwable fault) {
        changes.put(directory, clock.instant());
        alarm.changed(directory, state, fault);
    }

    /** All directories, in the order they were configured. */
    public List<DirectoryState> list() {
        return directories.stream().map(this::state).toList();
    }

    /** Since when each directory is as it is, by its root. */
    public Map<Path, Instant> since() {
        return directories.stream()
                .collect(Collectors.toMap(
                        StorageDirectory::root, directory -> changes.getOrDefault(directory, begin), (a, b) -> a));
    }

    private DirectoryState state(StorageDirectory directory) {
        return new DirectoryState(
                directory.root(),
                directory.type(),
                directory.isRequired(),
                directory.state(),
                directory.fault().map(DirectoryStates::words).orElse(""),
                changes.getOrDefault(directory, begin),
                directory.failures());
    }

    private static String words(Throwable fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }

    /** Number of directories that are not in service. */
    public long outOfService() {
        return directories.stream().filter(directory -> !directory.inService()).count();
    }
}
