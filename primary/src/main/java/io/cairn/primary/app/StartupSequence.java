package io.cairn.primary.app;

import io.cairn.common.base.FatalHandler;
import io.cairn.common.digest.NamespaceDigest;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.CorruptStorageException;
import io.cairn.common.layout.DirectoryStates;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.Leases;
import io.cairn.common.layout.NameDirectories;
import io.cairn.common.layout.Reaper;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.layout.StorageInfo;
import io.cairn.common.model.FsException;
import io.cairn.common.namespace.Namespace;
import io.cairn.common.op.Edit;
import io.cairn.common.op.StartLogSegmentOp;
import io.cairn.common.restore.RestoreRecord;
import io.cairn.common.restore.Switchover;
import io.cairn.common.status.TxidHistory;
import io.cairn.common.store.MetadataStore;
import io.cairn.common.store.StoreException;
import io.cairn.common.store.StoreView;
import io.cairn.common.transfer.RestoreMark;
import io.cairn.primary.command.CloseAbandoned;
import io.cairn.primary.journal.EditJournal;
import io.cairn.primary.journal.JournalListener;
import io.cairn.primary.journal.JournalSettings;
import io.cairn.primary.restart.CheckpointerCopies;
import io.cairn.primary.restart.LastStart;
import io.cairn.primary.restart.LostVersions;
import io.cairn.primary.restart.RecordedDigests;
import io.cairn.primary.restart.Restart;
import io.cairn.primary.restart.Restarted;
import io.cairn.primary.restart.RocksSource;
import io.cairn.primary.restart.StartRefusedException;
import io.cairn.primary.restart.StoreSource;
import io.cairn.primary.restart.UnfinishedSegments;
import io.cairn.primary.service.NamespaceService;
import io.cairn.primary.service.OwnRollThread;
import io.cairn.primary.service.SafeMode;
import io.cairn.primary.service.StartupFindings;
import io.cairn.primary.service.WriterThread;
import io.cairn.primary.service.checkpoint.CheckpointState;
import io.cairn.primary.service.checkpoint.CheckpointWatch;
import io.cairn.primary.service.checkpoint.CheckpointWatchThread;
import io.cairn.primary.service.checkpoint.Checkpoints;
import io.cairn.primary.service.checkpoint.ImageReceiver;
import io.cairn.primary.service.checkpoint.ImageRoom;
import io.cairn.primary.service.checkpoint.ImageTurn;
import io.cairn.primary.service.checkpoint.ProvenCheckpoint;
import io.cairn.primary.service.checkpoint.ProvenCheckpoints;
import io.cairn.primary.service.checkpoint.RollDigests;
import io.cairn.primary.service.checkpoint.StaleCheckpoint;
import io.cairn.primary.service.operator.NamespaceImages;
import io.cairn.primary.service.operator.SaveThread;
import io.cairn.primary.service.storage.StorageCare;
import io.cairn.primary.wire.transfer.CheckpointAccess;
import io.cairn.primary.wire.webhdfs.WebHdfsServlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a primary, step by step (spec storage.md §2): lock and compare the directories, end what the last run left
 * open, choose image and edits, bring the store up to date, save an image if one is due, open the next segment, serve.
 * Whatever fails, the locks are given back. Single use, one thread.
 */
final class StartupSequence {
    private static final Logger LOG = LoggerFactory.getLogger(StartupSequence.class);

    /** One a second, thinned out: enough to tell the age of a transaction to the second for an hour and more. */
    private static final int TXID_OBSERVATIONS = 8192;

    private final PrimarySettings settings;
    private final Disk disk;
    private final InstantSource clock;
    private final LongSupplier nanoTicker;
    private final JournalListener listener;
    private final StorageDirectory.Watcher alarm;
    private final FatalHandler fatal;
    private final StartupProgress progress;
    private final String configuration;
    private final StartupFindings findings;
    private final ImageRoom room;

    /**
     * @param alarm is told when a directory goes out of service or comes back
     * @param configuration name of the configuration file, for the commands that a refusal names
     */
    StartupSequence(
            PrimarySettings settings,
            Disk disk,
            InstantSource clock,
            LongSupplier nanoTicker,
            JournalListener listener,
            StorageDirectory.Watcher alarm,
            FatalHandler fatal,
            StartupProgress progress,
            StartupFindings findings,
            String configuration) {
        this.settings = settings;
        this.disk = disk;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.listener = listener;
        this.alarm = alarm;
        this.fatal = fatal;
        this.progress = progress;
        this.findings = findings;
        this.configuration = configuration;
        this.room = new ImageRoom(disk);
    }

    /**
     * Starts.
     *
     * @throws IOException if the directories do not bring a whole namespace back; they are unlocked again
     */
    PrimaryRuntime run() throws IOException {
        List<StorageDirectory> configured = settings.storageDirectories(disk, LOG::warn);
        try {
            return start(configured);
        } catch (CorruptStorageException e) {
            // VERSION, seen_txid and their like: the message says what is wrong with which file.
            List<String> next = StartRefusedException.nextCommands(settings.checkpointer(), configuration, configured);
            throw new StartupException(e.getMessage() + "\n" + String.join("\n", next), e);
        } catch (StoreException e) {
            throw new StoreFailedException(
                    e,
                    "RocksDB is a cache, and is filled anew from image and edits where it is missing or damaged. Make room"
                            + " on its disk or see to it (df -h " + settings.rocksDirectory()
                            + "), or let cairn.rocksdb.dir name another directory; then start again: cairn primary "
                            + configuration);
        } catch (InconsistentStorageException e) {
            throw new StartupException(e.getMessage() + "\n" + String.join("\n", nextCommands(configured)), e);
        }
    }

    /** What to type where the directories cannot be used as they are. */
    private List<String> nextCommands(List<StorageDirectory> configured) {
        String all = configured.stream().map(StorageDirectory::toString).collect(Collectors.joining(" "));
        return List.of(
                "Nothing was deleted. dfs.namenode.name.dir and dfs.namenode.edits.dir in " + configuration
                        + " name the directories. Next:",
                "  cairn status    says whether another process serves them",
                "  cairn verify " + all + "    says what each holds, and changes nothing",
                "  cairn primary " + configuration + "    once they are as they should be");
    }

    private PrimaryRuntime start(List<StorageDirectory> configured) throws IOException {
        NameDirectories.requireVisible(disk, configured);
        finishRestore(configured);
        DirectoryStates states = new DirectoryStates(configured, clock, alarm);
        NameDirectories directories = NameDirectories.open(disk, configured, ProcessIdentity.owner());
        boolean started = false;
        try {
            PrimaryRuntime runtime = serve(directories, states);
            started = true;
            return runtime;
        } finally {
            if (!started) {
                directories.close();
            }
        }
    }

    /** A restore that was cut short after its decision is completed: only renames are left to do. */
    private void finishRestore(List<StorageDirectory> configured) throws IOException {
        List<Path> roots = configured.stream().map(StorageDirectory::root).toList();
        List<Path> finished = Switchover.finish(disk, roots, ProcessIdentity.owner());
        if (!finished.isEmpty()) {
            LOG.warn("A restore of {} had been cut short after its decision, and is now complete", finished);
        }
    }

    private PrimaryRuntime serve(NameDirectories directories, DirectoryStates states) throws IOException {
        new LostVersions(disk, directories, findings).check();
        if (!directories.isFormatted()) {
            throw new StartupException("Not formatted: there is no namespace in " + settings.imageDirectories() + "."
                    + " Is each disk mounted (findmnt)? If a namespace was here, it is brought back by:\n"
                    + StartRefusedException.restoreCommand(settings.checkpointer(), directories.all())
                    + "\nOnly for a new, empty namespace: cairn format " + configuration);
        }
        StorageInfo info = directories.storageInfo();
        progress.recovering();
        removeLeftovers(directories);
        Optional<CheckpointerCopies> checkpointer = settings.checkpointer()
                .map(address -> CheckpointerCalls.copies(disk, address, settings.transferTimeout(), info));
        new UnfinishedSegments(disk, directories, listener, checkpointer, findings, configuration).recover();
        NamespaceFiles files = new NamespaceFiles(disk, directories);
        RollDigests digests = RollDigests.open(disk, directories);
        StoreSource stores = stores(info, LastStart.of(disk, directories));
        Restarted restarted = new Restart(disk, directories, stores, checkpointer, findings, progress, configuration)
                .comparedWith(notes(digests))
                .run();
        boolean opened = false;
        try {
            Instant imageTime = Instant.ofEpochMilli(files.imageMtimeMillis(restarted.imageTxid(), clock));
            CheckpointState state = saveIfDue(directories, files, restarted, imageTime);
            LastStart.begin(disk, directories, stores);
            PrimaryRuntime runtime = open(
                    directories,
                    info,
                    restarted.store(),
                    state,
                    ProvenCheckpoint.found(restarted.imageTxid(), imageTime),
                    states,
                    digests);
            opened = true;
            return runtime;
        } finally {
            if (!opened) {
                restarted.store().close();
            }
        }
    }

    private static RecordedDigests notes(RollDigests digests) {
        return new RecordedDigests() {
            @Override
            public SortedMap<Long, NamespaceDigest> all() {
                return digests.all();
            }

            @Override
            public void forget() {
                digests.forget();
            }
        };
    }

    private StoreSource stores(StorageInfo info, Optional<String> lastStart) {
        return settings.backend().equals(PrimarySettings.MEMORY)
                ? StoreSource.heap()
                : new RocksSource(
                        settings.rocksDirectory(), settings.rocksVerifiedBytesMax(), info, findings, lastStart);
    }

    private void removeLeftovers(NameDirectories directories) throws IOException {
        Reaper.Report report = new Reaper(disk, new Leases()).run(RetentionRule.leftovers(directories.scan()));
        report.done().forEach(file -> LOG.info("Recovery: {} was left behind by unfinished work and is removed", file));
        report.failures().forEach(failure -> LOG.warn("Recovery: a leftover could not be removed", failure));
    }

    private CheckpointState saveIfDue(
            NameDirectories directories, NamespaceFiles files, Restarted restarted, Instant imageTime)
            throws IOException {
        long lastTxid = restarted.store().appliedTxid();
        long ageMillis = clock.millis() - imageTime.toEpochMilli();
        long behind = lastTxid - restarted.imageTxid();
        boolean incomplete = !directories.unformatted().isEmpty();
        boolean due = behind > 0
                && (behind > settings.checkpointTxns()
                        || ageMillis > settings.checkpointPeriod().toMillis()
                        || files.someLackEdits(restarted.imageTxid()));
        if (!incomplete && !due && !restarted.saveAtOnce()) {
            return new CheckpointState(restarted.imageTxid(), ageMillis, nanoTicker);
        }
        LOG.info(
                "Saving an image at txid {}: the newest is {} transactions behind and {} s old, {} directories have none",
                lastTxid,
                behind,
                ageMillis / 1000,
                directories.unformatted().size());
        progress.saving();
        try (StoreView view = restarted.store().snapshot()) {
            files.save(view, files.imageBytes(restarted.imageTxid()), settings.compression(), clock, room);
            return new CheckpointState(lastTxid, 0, nanoTicker);
        } catch (IOException e) {
            if (incomplete || restarted.saveAtOnce()) {
                throw e;
            }
            findings.warn("the image that was due could not be saved, and the edits behind the last one are kept: "
                    + e.getMessage());
            return new CheckpointState(restarted.imageTxid(), ageMillis, nanoTicker);
        }
    }

    private PrimaryRuntime open(
            NameDirectories directories,
            StorageInfo info,
            MetadataStore store,
            CheckpointState state,
            ProvenCheckpoint found,
            DirectoryStates states,
            RollDigests digests)
            throws IOException {
        digests.forgetBeyond(store.appliedTxid());
        RollRelay rolls = new RollRelay(listener);
        Namespace namespace = new Namespace(store);
        EditJournal journal = EditJournal.open(
                disk,
                directories.all(),
                JournalSettings.of(info.layoutVersion(), settings.editsDirectoriesMin()),
                namespace.appliedTxid(),
                rolls,
                fatal,
                nanoTicker);
        namespace.apply(new Edit(journal.lastWrittenTxid(), new StartLogSegmentOp()));
        namespace.commit(journal.lastWrittenTxid());
        ReadWriteLock lock = new ReentrantReadWriteLock();
        SafeMode safeMode = new SafeMode();
        WriterThread writer = new WriterThread(
                namespace,
                store,
                journal,
                lock.writeLock(),
                settings.rules(),
                safeMode,
                clock,
                fatal,
                settings.writerQueueMax());
        NamespaceService service = new NamespaceService(
                store, journal, writer, lock.readLock(), settings.rules(), safeMode, digests::record, fatal);
        Checkpoints checkpoints = new Checkpoints(disk, directories, info, settings.retention());
        CheckpointWatch watch = watch(directories, service, found);
        ImageTurn turn = new ImageTurn();
        ImageReceiver receiver = new ImageReceiver(checkpoints, state, journal::segmentFirstTxid, turn, room, digests);
        SaveThread saver = new SaveThread(
                service,
                new NamespaceImages(disk, directories, settings.compression(), clock, room),
                checkpoints,
                state,
                turn,
                room,
                settings.shutdownWindow(),
                nanoTicker);
        writer.start();
        OwnRollThread roller =
                new OwnRollThread(service, settings.ownRoll(), settings.ownRollBetweenLooks(), nanoTicker);
        roller.start();
        closeAbandoned(service);
        StorageCare storage = new StorageCare(
                disk,
                directories,
                states,
                () -> checkpoints.hold(0),
                service::roll,
                settings.restoreDirectories(),
                settings.space(),
                safeMode,
                clock,
                nanoTicker);
        rolls.tell(storage::segmentBegun);
        return new PrimaryRuntime(
                directories,
                store,
                lock,
                journal,
                writer,
                roller,
                saver,
                new CheckpointAccess(service, checkpoints, state, receiver, watch, digests, lastRestore(directories)),
                CheckpointWatchThread.start(watch),
                storage);
    }

    /** A restore never happens while a primary runs. */
    private Optional<RestoreMark> lastRestore(NameDirectories directories) {
        List<Path> currents = directories.all().stream()
                .filter(StorageDirectory::inService)
                .map(StorageDirectory::current)
                .toList();
        return RestoreRecord.newest(disk, currents)
                .map(record -> new RestoreMark(record.at().toString(), record.txid()));
    }

    /** What the names and times of finalised segments tell of the time before this start goes into it. */
    private CheckpointWatch watch(NameDirectories directories, NamespaceService service, ProvenCheckpoint found)
            throws IOException {
        TxidHistory history = new TxidHistory(TXID_OBSERVATIONS);
        List<SegmentFile> segments = directories.scan().stream()
                .flatMap(inventory -> inventory.finalized().stream())
                .sorted(Comparator.comparingLong(SegmentFile::lastTxid))
                .toList();
        for (SegmentFile segment : segments) {
            long ageMillis = Math.max(0, clock.millis() - disk.mtimeMillis(segment.path()));
            history.observed(segment.lastTxid(), nanoTicker.getAsLong() - TimeUnit.MILLISECONDS.toNanos(ageMillis));
        }
        CheckpointWatch.Transactions transactions = new CheckpointWatch.Transactions() {
            @Override
            public long lastWrittenTxid() {
                return service.lastWrittenTxid();
            }

            @Override
            public long segmentFirstTxid() {
                return service.segmentFirstTxid();
            }
        };
        return new CheckpointWatch(
                ProvenCheckpoints.open(disk, directories, service.lastWrittenTxid(), found, clock, nanoTicker),
                new StaleCheckpoint(settings.checkpointPeriod(), settings.checkpointTxns()),
                history,
                transactions,
                nanoTicker);
    }

    /** Nobody writes those files any more: their holder was a request of the last run. */
    private static void closeAbandoned(NamespaceService service) throws IOException {
        try {
            int closed = service.execute(new CloseAbandoned(WebHdfsServlet.LEASE_HOLDER));
            if (closed > 0) {
                LOG.info("Recovery: {} empty files were left open by requests and are closed", closed);
            }
        } catch (FsException e) {
            throw new IllegalStateException("Closing is never refused", e);
        }
    }
}
