package io.cairn.primary.wire.transfer;

import io.cairn.common.digest.NamespaceDigest;
import io.cairn.primary.service.checkpoint.TransferRefusedException;
import io.cairn.primary.service.checkpoint.TransferRefusedException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Namespace digests in requests. Stateless. */
final class Digests {
    private Digests() {}

    /** The digest; empty if the peer sent none. */
    static Optional<NamespaceDigest> parse(@Nullable String text) throws TransferRefusedException {
        try {
            return text == null ? Optional.empty() : Optional.of(NamespaceDigest.parse(text));
        } catch (IllegalArgumentException e) {
            throw new TransferRefusedException(
                    Reason.BAD_REQUEST, "A namespace digest has 32 hexadecimal digits, not '" + text + "'");
        }
    }
}
