package io.cairn.primary.restart;

import io.cairn.common.layout.StorageDirectory;
import io.cairn.common.model.TxRange;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directories do not bring a whole namespace back. The message, of several lines, names what is missing, what each
 * directory holds and the command to type next. Nothing was deleted.
 */
public final class StartRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<TxRange> missing;

    StartRefusedException(String message, List<TxRange> missing, @Nullable Throwable cause) {
        super(message, cause);
        this.missing = List.copyOf(missing);
    }

    /** What to type when a start is refused, one command a line. */
    public static List<String> nextCommands(
            Optional<URI> checkpointer, String configuration, List<StorageDirectory> directories) {
        return RefusalText.nextCommands(checkpointer, configuration, directories);
    }

    /** What to type to bring back a copy of the namespace. */
    public static String restoreCommand(Optional<URI> checkpointer, List<StorageDirectory> directories) {
        return RefusalText.restoreCommand(checkpointer, directories);
    }

    /** Transactions that can be read nowhere, ascending; empty if something else is missing. */
    public List<TxRange> missing() {
        return missing;
    }
}
