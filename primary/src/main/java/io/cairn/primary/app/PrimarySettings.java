package io.cairn.primary.app;

import io.cairn.common.codec.image.ImageCompression;
import io.cairn.common.config.HostPort;
import io.cairn.common.config.Settings;
import io.cairn.common.disk.Disk;
import io.cairn.common.layout.ConfiguredDirectories;
import io.cairn.common.layout.InconsistentStorageException;
import io.cairn.common.layout.RetentionRule;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.primary.command.NamespaceRules;
import io.cairn.primary.service.OwnRollRule;
import io.cairn.primary.service.operator.ShutdownWindow;
import io.cairn.primary.service.storage.SpaceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The primary's keys, typed and checked; each is explained in {@code conf/primary.yml}. Immutable.
 *
 * @param imageDirectories at least one
 * @param editsDirectories at least one
 * @param address where requests are taken
 * @param backend {@code rocksdb} or {@code memory}
 * @param rocksDirectory where RocksDB lives
 * @param rocksVerifiedBytesMax a RocksDB of at most this size is read through at each start
 * @param editsDirectoriesMin edits directories without which nothing is acknowledged
 * @param requiredEditsDirectories those of them without each of which nothing is acknowledged
 * @param restoreDirectories whether directories that failed are brought back
 * @param checkpointPeriod age of the newest image beyond which the start saves a new one
 * @param checkpointTxns transactions beyond the newest image beyond which the start saves a new one
 * @param transferBytesPerSecond 0 for no limit
 * @param writerQueueMax commands that may wait
 * @param ownRoll when the primary rolls by itself
 * @param ownRollBetweenLooks how often it looks whether it should
 * @param shutdownWindow how old the newest image may be when a save is asked for before a shutdown
 * @param checkpointer where copies of images and edits can be had
 * @param transferTimeout longest wait for the checkpointer when nothing moves
 * @param checkpointDirectories from where a checkpoint is imported; may be empty
 * @param checkpointEditsDirectories from where its edits are
 */
record PrimarySettings(
        List<Path> imageDirectories,
        List<Path> editsDirectories,
        HostPort address,
        String backend,
        Path rocksDirectory,
        long rocksVerifiedBytesMax,
        int editsDirectoriesMin,
        List<Path> requiredEditsDirectories,
        boolean restoreDirectories,
        SpaceSettings space,
        Duration checkpointPeriod,
        long checkpointTxns,
        RetentionRule retention,
        ImageCompression compression,
        long transferBytesPerSecond,
        NamespaceRules rules,
        String supergroup,
        String anonymousUser,
        String staticGroups,
        Duration groupsCache,
        int writerQueueMax,
        OwnRollRule ownRoll,
        Duration ownRollBetweenLooks,
        ShutdownWindow shutdownWindow,
        Optional<URI> checkpointer,
        Duration transferTimeout,
        List<Path> checkpointDirectories,
        List<Path> checkpointEditsDirectories) {
    static final String ROCKSDB = "rocksdb";
    static final String MEMORY = "memory";

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(366);
    // In lower case, as choices are compared.
    private static final String DEFAULT_CODEC = "org.apache.hadoop.io.compress.defaultcodec";
    private static final String ZSTD_CODEC = "org.apache.hadoop.io.compress.zstandardcodec";

    /** Keys that the file may have for Dropwizard itself. */
    static final Set<String> DROPWIZARD_KEYS = Set.of("logging", "server");

    /**
     * Reads all keys.
     *
     * @throws io.cairn.common.config.InvalidSettingsException naming every mistake at once
     */
    static PrimarySettings read(Settings settings) {
        List<Path> images = settings.requiredDirectories("dfs.namenode.name.dir");
        String backend = settings.choice("namespace.backend.type", ROCKSDB, List.of(ROCKSDB, MEMORY));
        Path rocks = settings.directories(
                        "cairn.rocksdb.dir",
                        List.of(
                                images.isEmpty()
                                        ? Path.of("rocksdb")
                                        : images.get(0).resolve("rocksdb")))
                .get(0);
        Duration checkpointPeriod =
                settings.duration("dfs.namenode.checkpoint.period", Duration.ofHours(1), SECOND, YEAR);
        long checkpointTxns = settings.number("dfs.namenode.checkpoint.txns", 1_000_000, 1, Long.MAX_VALUE);
        OwnRollRule ownRoll = ownRoll(settings, checkpointTxns);
        List<Path> checkpoints = settings.directories("dfs.namenode.checkpoint.dir", List.of());
        PrimarySettings read = new PrimarySettings(
                images,
                settings.directories("dfs.namenode.edits.dir", images),
                settings.address("dfs.namenode.http-address", new HostPort("127.0.0.1", 9870)),
                backend,
                rocks,
                settings.bytes("cairn.rocksdb.verify.max", 64L << 20, 0, Long.MAX_VALUE),
                settings.integer("dfs.namenode.edits.dir.minimum", 1, 1, 100),
                settings.directories("dfs.namenode.edits.dir.required", List.of()),
                settings.flag("dfs.namenode.name.dir.restore", false),
                space(settings, backend.equals(ROCKSDB) ? List.of(rocks) : List.of()),
                checkpointPeriod,
                checkpointTxns,
                retention(settings),
                compression(settings),
                settings.bytes("dfs.image.transfer.bandwidthPerSec", 0, 0, Long.MAX_VALUE),
                rules(settings),
                settings.text("dfs.permissions.superusergroup", "supergroup"),
                settings.text("hadoop.http.staticuser.user", "dr.who"),
                settings.text("hadoop.user.group.static.mapping.overrides", "dr.who=;"),
                settings.duration("hadoop.security.groups.cache.secs", Duration.ofMinutes(5), SECOND, YEAR),
                settings.integer("cairn.writer.queue", 10_000, 1, 1_000_000),
                ownRoll,
                ownRollBetweenLooks(settings, ownRoll.age()),
                ShutdownWindow.of(
                        settings.integer("dfs.namenode.missing.checkpoint.periods.before.shutdown", 3, 1, 1000),
                        checkpointPeriod,
                        checkpointTxns),
                checkpointer(settings),
                settings.duration("dfs.image.transfer.timeout", Duration.ofMinutes(1), SECOND, YEAR),
                checkpoints,
                settings.directories("dfs.namenode.checkpoint.edits.dir", checkpoints));
        boolean insecure = settings.flag("cairn.security.insecure", false);
        if (!insecure && !read.address().isLoopback()) {
            settings.problem(
                    "dfs.namenode.http-address",
                    read.address() + " can be reached from other machines, and nobody is authenticated; allowed: a"
                            + " loopback address, or cairn.security.insecure: true");
        }
        settings.check();
        return read;
    }

    private static OwnRollRule ownRoll(Settings settings, long checkpointTxns) {
        double share = settings.decimal("dfs.namenode.edit.log.autoroll.multiplier.threshold", 0.5, 0.000_001, 1000);
        return new OwnRollRule(
                Math.max(1, (long) (checkpointTxns * share)),
                settings.duration("cairn.roll.period", Duration.ofMinutes(1), Duration.ZERO, YEAR));
    }

    /** Often enough that a segment is at most a quarter older than it should be. */
    private static Duration ownRollBetweenLooks(Settings settings, Duration age) {
        Duration interval = Duration.ofMillis(
                settings.number("dfs.namenode.edit.log.autoroll.check.interval.ms", 300_000, 1, YEAR.toMillis()));
        Duration quarter = age.isZero() ? interval : Duration.ofMillis(Math.max(1, age.toMillis() / 4));
        return quarter.compareTo(interval) < 0 ? quarter : interval;
    }

    /**
     * The storage directories, each once.
     *
     * @param warning is told of each directory named twice
     */
    List<StorageDirectory> storageDirectories(Disk disk, Consumer<String> warning) throws InconsistentStorageException {
        return new ConfiguredDirectories(disk, warning)
                .of(imageDirectories, editsDirectories, requiredEditsDirectories);
    }

    /** @param store where the store lives, if it is on disk: one that runs full ends the process */
    private static SpaceSettings space(Settings settings, List<Path> store) {
        List<Path> further = new ArrayList<>(settings.directories("dfs.namenode.resource.checked.volumes", List.of()));
        further.addAll(store);
        return new SpaceSettings(
                settings.bytes("dfs.namenode.resource.du.reserved", 100L << 20, 0, Long.MAX_VALUE),
                settings.bytes("cairn.resource.du.warn", 1L << 30, 0, Long.MAX_VALUE),
                settings.integer("dfs.namenode.resource.checked.volumes.minimum", 1, 1, 100),
                further,
                settings.millis("dfs.namenode.resource.check.interval", Duration.ofSeconds(5), MILLISECOND, YEAR));
    }

    private static Optional<URI> checkpointer(Settings settings) {
        URI none = URI.create("");
        URI address = settings.httpAddress("cairn.checkpointer.url", none);
        return address.equals(none) ? Optional.empty() : Optional.of(address);
    }

    private static RetentionRule retention(Settings settings) {
        return new RetentionRule(
                settings.integer("dfs.namenode.num.checkpoints.retained", 2, 1, 1_000_000),
                settings.number("dfs.namenode.num.extra.edits.retained", 1_000_000, 0, Long.MAX_VALUE),
                settings.integer("dfs.namenode.max.extra.edits.segments.retained", 10_000, 0, Integer.MAX_VALUE));
    }

    private static ImageCompression compression(Settings settings) {
        boolean compress = settings.flag("dfs.image.compress", false);
        String codec =
                settings.choice("dfs.image.compression.codec", DEFAULT_CODEC, List.of(DEFAULT_CODEC, ZSTD_CODEC));
        if (!compress) {
            return ImageCompression.NONE;
        }
        return codec.equals(ZSTD_CODEC) ? ImageCompression.ZSTD : ImageCompression.ZLIB;
    }

    private static NamespaceRules rules(Settings settings) {
        NamespaceRules defaults = NamespaceRules.DEFAULT;
        return new NamespaceRules(
                settings.flag("dfs.permissions.enabled", defaults.permissionsEnabled()),
                settings.integer(
                        "dfs.namenode.fs-limits.max-component-length", defaults.componentBytesMax(), 0, 65_535),
                settings.integer(
                        "dfs.namenode.fs-limits.max-directory-items", defaults.directoryItemsMax(), 1, 6_400_000),
                defaults.pathCharsMax(),
                defaults.pathDepthMax(),
                settings.integer("dfs.namenode.replication.min", defaults.replicationMin(), 1, 2047),
                settings.integer("dfs.replication.max", defaults.replicationMax(), 1, 2047),
                settings.bytes("dfs.namenode.fs-limits.min-block-size", defaults.blockSizeMin(), 0, 1L << 47),
                settings.integer("dfs.replication", defaults.defaultReplication(), 1, 2047),
                settings.bytes("dfs.blocksize", defaults.defaultBlockSize(), 1, (1L << 48) - 1),
                settings.integer("dfs.ls.limit", defaults.listLimit(), 1, 1_000_000));
    }
}
