package io.cairn.primary.restart;

import io.cairn.common.layout.DirInventory;
import io.cairn.common.layout.ImageFile;
import io.cairn.common.layout.SegmentFile;
import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import io.cairn.primary.journal.DamagedSegmentException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says why a namespace cannot be brought back: what is missing, what each directory holds, and what to type next.
 * Confined to the thread that starts the primary.
 */
final class RefusalText {
    /** Longer lists are shown by their ends. */
    private static final int SHOWN_MAX = 12;

    private final Holdings holdings;
    private final Optional<URI> checkpointer;
    private final String configuration;
    private final List<StorageDirectory> directories;

    /** @param directories all that are configured */
    RefusalText(
            Holdings holdings, Optional<URI> checkpointer, String configuration, List<StorageDirectory> directories) {
        this.holdings = holdings;
        this.checkpointer = checkpointer;
        this.configuration = configuration;
        this.directories = directories;
    }

    /** @param missing what can be read nowhere; empty if there is no image to start from */
    StartRefusedException missing(List<TxRange> missing, List<? extends Throwable> checkpointerFailures) {
        String what = missing.isEmpty()
                ? "There is no sound image (fsimage_N) to start from"
                : "Gap in transactions: " + ranges(missing) + " can be read nowhere";
        Throwable cause = checkpointerFailures.isEmpty() ? null : checkpointerFailures.get(0);
        return refused(what, missing, checkpointerFailures, cause);
    }

    /** An unfinalised segment is damaged in the middle. */
    StartRefusedException damaged(DamagedSegmentException damage, List<Throwable> checkpointerFailures) {
        return refused(String.valueOf(damage.getMessage()), List.of(damage.missing()), checkpointerFailures, damage);
    }

    /** An edit does not fit what every image leads to. */
    StartRefusedException doesNotFit(RuntimeException cause) {
        return refused("The edits do not fit the images: " + cause.getMessage(), List.of(), List.of(), cause);
    }

    private StartRefusedException refused(
            String what, List<TxRange> missing, List<? extends Throwable> failures, @Nullable Throwable cause) {
        List<String> lines = new ArrayList<>();
        lines.add(what + ".");
        lines.add("  Wanted: everything up to txid " + holdings.lastTxid() + " (newest image "
                + holdings.newestImageTxid() + ", highest seen_txid " + holdings.seenTxid() + ").");
        holdings.inventories().forEach((directory, inventory) -> lines.add(line(directory, inventory)));
        holdings.damagedImages().forEach((image, why) -> lines.add("  Damaged: " + why));
        holdings.damagedSegments()
                .forEach(damaged ->
                        lines.add("  Damaged: " + damaged.why() + "; readable: " + ranges(damaged.readable())));
        lines.add("  Checkpointer: " + checkpointerWords(failures));
        lines.addAll(nextCommands(checkpointer, configuration, directories));
        return new StartRefusedException(String.join("\n", lines), missing, cause);
    }

    private String line(StorageDirectory directory, DirInventory inventory) {
        String images = inventory.images().stream().map(this::image).collect(Collectors.joining(", "));
        List<String> segments =
                inventory.finalized().stream().map(this::segment).toList();
        String unfinished =
                inventory.inProgress().stream().map(file -> ", " + file.name()).collect(Collectors.joining());
        return "  " + inventory.current() + ": images " + (images.isEmpty() ? "none" : images) + "; segments "
                + (segments.isEmpty() ? "none" : shortened(segments)) + unfinished + "; seen_txid "
                + holdings.seenTxid(directory);
    }

    private String image(ImageFile image) {
        return image.txid()
                + (image.rollback() ? " (rollback)" : "")
                + (holdings.damagedImages().containsKey(image) ? " (damaged)" : "");
    }

    private String segment(SegmentFile segment) {
        return segment.firstTxid() + "-" + segment.lastTxid()
                + (holdings.isDamaged(segment.path()) ? " (damaged)" : "");
    }

    private static String shortened(List<String> all) {
        if (all.size() <= SHOWN_MAX) {
            return String.join(", ", all);
        }
        return String.join(", ", all.subList(0, SHOWN_MAX / 2)) + ", … " + (all.size() - SHOWN_MAX) + " more …, "
                + String.join(", ", all.subList(all.size() - SHOWN_MAX / 2, all.size()));
    }

    private String checkpointerWords(List<? extends Throwable> failures) {
        if (checkpointer.isEmpty()) {
            return "not asked; cairn.checkpointer.url in " + configuration + " says where it is";
        }
        return checkpointer.get() + ": "
                + (failures.isEmpty()
                        ? "has no copy either"
                        : failures.stream()
                                .map(Throwable::getMessage)
                                .distinct()
                                .collect(Collectors.joining("; ")));
    }

    /** What to type next, one command a line. */
    static List<String> nextCommands(
            Optional<URI> checkpointer, String configuration, List<StorageDirectory> directories) {
        return List.of(
                "Nothing was deleted. Bring back a directory that has what is missing, or:",
                restoreCommand(checkpointer, directories) + " --dry-run    says what a copy would bring back",
                "  cairn primary --recover " + configuration + "    keeps all that can be read, on a copy");
    }

    /** What brings a copy back, but for {@code --dry-run}. */
    static String restoreCommand(Optional<URI> checkpointer, List<StorageDirectory> directories) {
        String from = checkpointer.map(URI::toString).orElse("CHECKPOINTER_URL|DIR|ARCHIVE");
        return "  cairn restore --from " + from + " " + to(directories);
    }

    /** The configured directories as the arguments that have a restore replace them. */
    static String to(List<StorageDirectory> directories) {
        String images = joined(directories, StorageDirectory::holdsImages);
        String edits = joined(directories, StorageDirectory::holdsEdits);
        return "--to " + images + (edits.equals(images) ? "" : " --edits-to " + edits);
    }

    private static String joined(List<StorageDirectory> directories, Predicate<StorageDirectory> kind) {
        return directories.stream().filter(kind).map(StorageDirectory::toString).collect(Collectors.joining(","));
    }

    private static String ranges(List<TxRange> ranges) {
        if (ranges.isEmpty()) {
            return "none";
        }
        return shortened(ranges.stream()
                .map(range -> range.firstTxid() + " to " + range.lastTxid() + " (" + range.count() + ")")
                .toList());
    }
}
