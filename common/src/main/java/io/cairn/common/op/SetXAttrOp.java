package io.cairn.common.op;

import io.cairn.common.model.CallId;
import io.cairn.common.model.XAttr;
import java.util.List;

/** OP_SET_XATTR (43): only the attributes named. Immutable. */
public record SetXAttrOp(String path, List<XAttr> xattrs, CallId call) implements AttributeOp {
    public SetXAttrOp {
        xattrs = List.copyOf(xattrs);
    }
}
