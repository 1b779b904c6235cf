package io.cairn.cli;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of our packages may import which: data flows bytes, codec, op, namespace, store, and wire to service; nothing
 * points back. A package that has no row of its own falls under the row of the nearest package above it; {@code base}
 * and {@code model} are open to all. Immutable once built.
 */
final class ImportTable {
    private static final String ROOT = "io.cairn.";
    private static final Set<String> OPEN_TO_ALL = Set.of("common.base", "common.model");
    /** Stands for every package but those that nothing may import. */
    private static final String ANYTHING_BELOW = "*";

    private final Map<String, Set<String>> rows = new LinkedHashMap<>();

    private ImportTable() {}

    /** The table of this project. */
    static ImportTable ofCairn() {
        ImportTable table = new ImportTable();
        table.addCommon();
        table.addPrimary();
        table.addCheckpointer();
        table.row("cli", ANYTHING_BELOW);
        table.row("cli.text", "common.text");
        table.row("cli.oiv", "cli.text", "common.codec.image", "common.bytes", "common.disk");
        table.row("cli.oev", "cli.text", "common.codec.edits", "common.bytes", "common.disk", "common.op");
        table.row(
                "cli.records",
                "cli.oev",
                "common.codec.edits",
                "common.codec.image",
                "common.bytes",
                "common.disk",
                "common.layout",
                "common.replay",
                "common.store",
                "common.store.image",
                "common.namespace");
        return table;
    }

    private void addCommon() {
        row("common");
        row("common.base");
        row("common.audit");
        row("common.model");
        row("common.bytes");
        row("common.disk", "common.bytes");
        row("common.op");
        row("common.codec.edits", "common.bytes", "common.op");
        row("common.codec.image", "common.bytes", "common.op");
        row("common.layout", "common.digest", "common.disk", "common.bytes");
        row("common.archive", "common.layout", "common.disk", "common.bytes");
        row(
                "common.restore",
                "common.archive",
                "common.replay",
                "common.codec.edits",
                "common.codec.image",
                "common.layout",
                "common.disk",
                "common.bytes",
                // Departure, as in replay: what was fetched is proven where its records are.
                "common.store.image",
                "common.digest",
                "common.op",
                "common.text");
        row("common.digest");
        row("common.store", "common.digest");
        row("common.store.heap", "common.store", "common.digest", "common.bytes");
        row("common.store.rocks", "common.store", "common.digest", "common.bytes");
        // Departure: the base of this store is an image file, so it meets bytes where the others have a library.
        row(
                "common.store.image",
                "common.store",
                "common.digest",
                "common.bytes",
                "common.codec.image",
                "common.disk",
                "common.layout");
        row("common.namespace.tree", "common.store");
        row("common.namespace.apply", "common.namespace.tree", "common.store", "common.op");
        row("common.namespace", "common.namespace.apply", "common.namespace.tree", "common.store", "common.op");
        row(
                "common.replay",
                "common.codec.edits",
                "common.codec.image",
                "common.layout",
                "common.disk",
                "common.bytes",
                "common.digest",
                "common.store",
                // Departure: an image is merged where its raw records are, and loaded, saved and proven here.
                "common.store.image",
                "common.namespace",
                "common.namespace.tree",
                "common.op");
        row(
                "common.verify",
                "common.codec.edits",
                "common.codec.image",
                "common.digest",
                "common.layout",
                "common.disk",
                "common.bytes",
                "common.replay",
                "common.store",
                "common.store.image",
                "common.namespace",
                "common.namespace.tree",
                "common.op");
        row("common.transfer", "common.bytes");
        row("common.config");
        row("common.text");
        row("common.status", "common.text", "common.layout", "common.disk");
    }

    private void addPrimary() {
        row("primary");
        row("primary.journal", "common.codec.edits", "common.layout", "common.disk", "common.bytes", "common.op");
        row("primary.command", "common.store", "common.namespace", "common.namespace.tree", "common.op");
        row(
                "primary.service",
                "primary.command",
                "primary.journal",
                "common.digest",
                "common.namespace",
                "common.namespace.tree",
                "common.replay",
                "common.store",
                "common.op");
        row(
                "primary.service.checkpoint",
                "common.digest",
                // Departure: an image that comes in is looked through where its records are.
                "common.store.image",
                "common.codec.image",
                "common.layout",
                "common.disk",
                "common.bytes",
                "common.status",
                "common.text",
                "common.transfer");
        // Segments are proven where their records are, before one replaces another.
        row("primary.service.storage", "primary.service", "common.replay", "common.layout", "common.disk");
        row(
                "primary.service.operator",
                "primary.service",
                "primary.service.checkpoint",
                "primary.journal",
                "common.codec.image",
                "common.layout",
                "common.disk",
                "common.store",
                "common.store.image",
                "common.replay");
        row(
                "primary.wire",
                "primary.service",
                "primary.service.operator",
                "primary.service.storage",
                "common.audit",
                "primary.service.checkpoint",
                "primary.command",
                "common.digest",
                "common.transfer",
                "common.layout",
                "common.bytes",
                "common.op");
        row(
                "primary.restart",
                "common.digest",
                "primary.service",
                "primary.journal",
                "common.replay",
                "common.codec.edits",
                "common.codec.image",
                "common.transfer",
                "common.layout",
                "common.disk",
                "common.bytes",
                "common.store",
                "common.store.heap",
                "common.store.rocks",
                "common.store.image",
                "common.namespace",
                "common.namespace.tree",
                "common.op");
        row("primary.app", ANYTHING_BELOW);
    }

    private void addCheckpointer() {
        row("checkpointer");
        row("checkpointer.trigger");
        row(
                "checkpointer.fetch",
                "common.codec.edits",
                "common.digest",
                "common.transfer",
                "common.layout",
                "common.disk",
                "common.bytes");
        // Says in what form and into which directories; the work is replay's.
        row(
                "checkpointer.merge",
                "common.digest",
                "common.replay",
                "common.layout",
                "common.disk",
                "common.store.image",
                "common.codec.image");
        row("checkpointer.upload", "common.digest", "common.transfer", "common.layout", "common.disk", "common.bytes");
        row("checkpointer.retention", "common.layout", "common.disk");
        row(
                "checkpointer.run",
                "common.digest",
                "checkpointer.trigger",
                "checkpointer.fetch",
                "checkpointer.merge",
                "checkpointer.upload",
                "checkpointer.retention",
                "common.transfer",
                "common.archive",
                "common.digest",
                "common.status",
                "common.layout",
                "common.disk",
                "common.replay");
        row(
                "checkpointer.wire",
                "checkpointer.run",
                "common.audit",
                "common.archive",
                "common.digest",
                "common.transfer",
                "common.layout",
                "common.disk",
                "common.bytes");
        row("checkpointer.schedule", ANYTHING_BELOW);
        row("checkpointer.app", ANYTHING_BELOW);
    }

    private void row(String name, String... mayImport) {
        rows.put(name, new HashSet<>(Arrays.asList(mayImport)));
    }

    /** Returns the imports of {@code type} that the table forbids, in words, sorted by nothing. */
    List<String> violationsOf(JavaClass type) {
        List<String> violations = new ArrayList<>();
        Optional<String> from = rowOf(type.getPackageName());
        if (from.isEmpty()) {
            violations.add(type.getPackageName() + " has no row in " + ImportTable.class.getSimpleName());
            return violations;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
            if (target.startsWith(ROOT) && !allows(from.get(), rowOf(target).orElse(target))) {
                violations.add(from.get() + " may not import " + target + ": " + dependency.getDescription());
            }
        }
        return violations;
    }

    private boolean allows(String from, String to) {
        if (from.equals(to) || OPEN_TO_ALL.contains(to)) {
            return true;
        }
        Set<String> allowed = rows.getOrDefault(from, Set.of());
        return allowed.contains(to)
                || (allowed.contains(ANYTHING_BELOW) && (from.equals("cli") || isBelowAnApplication(from, to)));
    }

    /** Nothing but the command line imports an {@code app}, and the two processes do not import each other. */
    private static boolean isBelowAnApplication(String from, String to) {
        String module = from.substring(0, from.indexOf('.') + 1);
        return (to.startsWith(module) || to.startsWith("common.")) && !to.endsWith(".app");
    }

    /** Returns the longest row that {@code packageName} lies in; a module's root stands only for itself. */
    private Optional<String> rowOf(String packageName) {
        String name = packageName.substring(ROOT.length());
        if (rows.containsKey(name)) {
            return Optional.of(name);
        }
        return rows.keySet().stream()
                .filter(row -> row.indexOf('.') > 0 && name.startsWith(row + "."))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }
}
