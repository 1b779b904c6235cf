package io.cairn.primary.command;

import io.cairn.common.model.FsException;
import io.cairn.common.model.FsPath;

/** How many copies a file may have. Stateless. */
final class Replication {
    private Replication() {}

    /** @param suffix what the refusal ends with */
    static int checked(int copies, FsPath path, String suffix, NamespaceRules rules) throws FsException {
        if (copies > rules.replicationMax()) {
            throw Refusals.io("Requested replication factor of " + copies + " exceeds maximum of "
                    + rules.replicationMax() + " for " + path + suffix);
        }
        if (copies < rules.replicationMin()) {
            throw Refusals.io("Requested replication factor of " + copies + " is less than the required minimum of "
                    + rules.replicationMin() + " for " + path + suffix);
        }
        return copies;
    }
}
