package io.cairn.common.op;

import io.cairn.common.model.CallId;
import io.cairn.common.model.XAttr;
import java.util.List;

/** OP_REMOVE_XATTR (44): names only. Immutable. */
public record RemoveXAttrOp(String path, List<XAttr> xattrs, CallId call) implements AttributeOp {
    public RemoveXAttrOp {
        xattrs = List.copyOf(xattrs);
    }
}
