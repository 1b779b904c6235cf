package io.cairn.primary.journal;

import io.cairn.common.disk.Disk;
import io.cairn.common.layout.FileNames;
import io.cairn.common.layout.SeenTxidFile;
import io.cairn.common.layout.StorageDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The open segment in all edits directories at once. A directory that fails in any step goes out of service, and its part
 * of the segment is not touched again; the step succeeds as long as enough directories are left. One that is being filled
 * anew takes part from the next segment on, but does not count. Directories work in parallel. Confined to the journal
 * thread (and to the thread that opens the first segment, before that one starts).
 */
final class SegmentRoller implements Closeable {
    private final Disk disk;
    private final JournalSettings settings;
    private final List<StorageDirectory> directories;
    private final ExecutorService parallel;
    private final JournalListener listener;
    private List<SegmentWriter> writers = List.of();

    /**
     * @param directories all storage directories; those for edits get segments, all get {@code seen_txid}
     * @param parallel runs what the second and further directories do
     */
    SegmentRoller(
            Disk disk,
            JournalSettings settings,
            List<StorageDirectory> directories,
            ExecutorService parallel,
            JournalListener listener) {
        this.disk = disk;
        this.settings = settings;
        this.directories = List.copyOf(directories);
        this.parallel = parallel;
        this.listener = listener;
    }

    /** What is done in one directory. */
    private interface Step<T, R> {
        R run(T target) throws IOException;
    }

    /**
     * Opens a segment in every edits directory that takes files, then writes {@code seen_txid} everywhere. Durable on return.
     *
     * @param start header and first edit
     * @throws JournalFailedException if too few directories are left
     */
    void open(long firstTxid, byte[] start) throws JournalFailedException {
        List<StorageDirectory> targets = directories.stream()
                .filter(directory -> directory.takesFiles() && directory.holdsEdits())
                .toList();
        writers = each(
                targets,
                directory -> SegmentWriter.open(disk, directory, firstTxid, start, settings.preallocationBytes()));
        requireEnough();
        writeSeenTxid(firstTxid);
    }

    private void writeSeenTxid(long txid) throws JournalFailedException {
        List<StorageDirectory> targets =
                directories.stream().filter(StorageDirectory::takesFiles).toList();
        each(targets, directory -> {
            SeenTxidFile.write(disk, directory.file(FileNames.SEEN_TXID), txid);
            return directory;
        });
        dropUnusable();
        requireEnough();
    }

    /** Appends {@code count} bytes to the segment; durable on return. */
    void commit(byte[] bytes, int count) throws JournalFailedException {
        dropUnusable();
        eachWriter(writer -> {
            writer.write(bytes, count);
            writer.force();
            return writer;
        });
    }

    /** Finalises the segment, whose last transaction is {@code lastTxid}. Durable on return. */
    void finish(long lastTxid) throws JournalFailedException {
        dropUnusable();
        eachWriter(writer -> {
            writer.finish(lastTxid);
            return writer;
        });
        writers = List.of();
    }

    private void eachWriter(Step<SegmentWriter, SegmentWriter> step) throws JournalFailedException {
        writers = each(writers, step);
        requireEnough();
    }

    /** Runs {@code step} for all targets, the first one on this thread, and returns the results of those that succeeded. */
    private <T, R> List<R> each(List<T> targets, Step<T, R> step) {
        List<Future<R>> others = new ArrayList<>();
        for (int i = 1; i < targets.size(); i++) {
            T target = targets.get(i);
            others.add(parallel.submit(() -> step.run(target)));
        }
        List<R> results = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            T target = targets.get(i);
            try {
                results.add(i == 0 ? step.run(target) : result(others.get(i - 1)));
            } catch (IOException e) {
                failed(target, e);
            }
        }
        return results;
    }

    private static <R> R result(Future<R> future) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true; // a force cannot be left half waited for
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("Journal step failed", e.getCause());
        } catch (CancellationException e) {
            throw new IOException("Journal step was cancelled", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void failed(Object target, IOException cause) {
        if (target instanceof SegmentWriter writer) {
            closeQuietly(writer, cause);
            writer.directory().takeOutOfService(cause);
            report(writer.directory(), cause);
        } else if (target instanceof StorageDirectory directory) {
            directory.takeOutOfService(cause);
            report(directory, cause);
        }
    }

    private void report(StorageDirectory directory, Throwable cause) {
        int remaining = (int) directories.stream()
                .filter(other -> other.inService() && other.holdsEdits())
                .count();
        listener.directoryFailed(directory, cause, remaining);
    }

    /** Lets go of directories that others took out of service, for instance because saving an image failed there. */
    private void dropUnusable() {
        List<SegmentWriter> live = new ArrayList<>();
        for (SegmentWriter writer : writers) {
            if (writer.isUsable()) {
                live.add(writer);
            } else {
                closeQuietly(writer, null);
            }
        }
        writers = live;
    }

    /** Required directories count for themselves, all others together, as in HDFS. */
    private void requireEnough() throws JournalFailedException {
        Set<StorageDirectory> written = new HashSet<>();
        writers.forEach(writer -> written.add(writer.directory()));
        List<StorageDirectory> missing = new ArrayList<>();
        int others = 0;
        int othersLeft = 0;
        for (StorageDirectory directory : directories) {
            if (directory.holdsEdits()) {
                boolean live = directory.inService() && written.contains(directory);
                if (directory.isRequired() && !live) {
                    missing.add(directory);
                }
                others += directory.isRequired() ? 0 : 1;
                othersLeft += !directory.isRequired() && live ? 1 : 0;
            }
        }
        if (!missing.isEmpty()) {
            throw tooFew("Edits directory " + missing.get(0) + " failed, which dfs.namenode.edits.dir.required names");
        }
        boolean allRequired = others == 0 && !written.isEmpty();
        if (othersLeft < settings.directoriesMin() && !allRequired) {
            throw tooFew(othersLeft + " edits directories are left, at least " + settings.directoriesMin()
                    + " are needed (dfs.namenode.edits.dir.minimum)");
        }
    }

    private JournalFailedException tooFew(String what) {
        List<String> faults = new ArrayList<>();
        Throwable first = null;
        for (StorageDirectory directory : directories) {
            Throwable fault = directory.fault().orElse(null);
            if (fault != null && directory.holdsEdits()) {
                faults.add(directory + ": " + fault.getMessage());
                first = first == null ? fault : first;
            }
        }
        return new JournalFailedException(
                what + "; failed: " + String.join("; ", faults),
                first == null ? new IOException("no directory is configured for edits") : first);
    }

    private static void closeQuietly(SegmentWriter writer, @Nullable Throwable cause) {
        try {
            writer.close();
        } catch (IOException e) {
            if (cause != null) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Closes the segment's files as they are, without finalising. */
    @Override
    public void close() {
        writers.forEach(writer -> closeQuietly(writer, null));
        writers = List.of();
    }
}
