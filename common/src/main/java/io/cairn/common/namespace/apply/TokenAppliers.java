package io.cairn.common.namespace.apply;

import io.cairn.common.model.Counters;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.namespace.tree.NamespaceTree;
import io.cairn.common.op.CancelDelegationTokenOp;
import io.cairn.common.op.GetDelegationTokenOp;
import io.cairn.common.op.RenewDelegationTokenOp;
import io.cairn.common.op.UpdateMasterKeyOp;
import io.cairn.common.store.SideTable;
import java.util.Optional;

/** Delegation tokens and their keys. Stateless. */
final class TokenAppliers {
    private TokenAppliers() {}

    /** A token whose key is not known is dropped, as in HDFS: it could never be checked. */
    static void get(GetDelegationTokenOp op, NamespaceTree tree) {
        DelegationToken token = op.token();
        if (tree.entry(SideTable.KEYS, SideTable.number(token.masterKeyId())).isEmpty()) {
            return;
        }
        Optional<PersistedToken> present = present(token, tree);
        if (present.isPresent()) {
            throw tree.invalid(
                    "delegation token " + token.sequenceNumber(), "an unused number", "one of " + token.owner());
        }
        tree.putEntry(SideTable.TOKENS, new PersistedToken(token, op.expiryMillis()));
        Counters counters = tree.counters();
        if (token.sequenceNumber() > counters.tokenSequence()) {
            tree.putCounters(counters.withTokenSequence(token.sequenceNumber()));
        }
    }

    /** Nothing happens to a token that is not there. */
    static void renew(RenewDelegationTokenOp op, NamespaceTree tree) {
        if (present(op.token(), tree).isPresent()) {
            tree.putEntry(SideTable.TOKENS, new PersistedToken(op.token(), op.expiryMillis()));
        }
    }

    static void cancel(CancelDelegationTokenOp op, NamespaceTree tree) {
        tree.removeEntry(SideTable.TOKENS, SideTable.number(op.token().sequenceNumber()));
    }

    static void updateMasterKey(UpdateMasterKeyOp op, NamespaceTree tree) {
        tree.putEntry(SideTable.KEYS, op.key());
        Counters counters = tree.counters();
        if (op.key().id() > counters.currentKeyId()) {
            tree.putCounters(counters.withCurrentKeyId(op.key().id()));
        }
    }

    private static Optional<PersistedToken> present(DelegationToken token, NamespaceTree tree) {
        return tree.entry(SideTable.TOKENS, SideTable.number(token.sequenceNumber()));
    }
}
