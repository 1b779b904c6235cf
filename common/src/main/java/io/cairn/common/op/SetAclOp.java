package io.cairn.common.op;

import io.cairn.common.model.AclEntry;
import java.util.List;

/** OP_SET_ACL (40): the complete logical ACL; empty removes it. Immutable. */
public record SetAclOp(String path, List<AclEntry> entries) implements AttributeOp {
    public SetAclOp {
        entries = List.copyOf(entries);
    }
}
