package io.cairn.common.codec.edits;

import io.cairn.common.bytes.ByteReader;
import io.cairn.common.bytes.ByteWriter;
import io.cairn.common.bytes.MalformedBytesException;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.StorageType;

/** i32 ordinal of a storage type, and which types and policies came with NVDIMM in layout −67. Stateless. */
final class StorageFields {
    private static final StorageType[] TYPES = StorageType.values();
    private static final int NVDIMM_INTRODUCED = -67;
    private static final int ALL_NVDIMM_POLICY = 14;

    private StorageFields() {}

    static StorageType readType(ByteReader body) throws MalformedBytesException {
        int from = body.position();
        int ordinal = body.i32();
        if (ordinal < 0 || ordinal >= TYPES.length) {
            throw new MalformedBytesException(
                    from, "a storage type 0 to " + (TYPES.length - 1), Integer.toString(ordinal));
        }
        return TYPES[ordinal];
    }

    static void writeType(StorageType type, LayoutVersion layout, ByteWriter body) {
        if (type == StorageType.NVDIMM && !layout.hasNvdimm()) {
            throw UnwritableOpException.needs("Storage type NVDIMM", NVDIMM_INTRODUCED, layout);
        }
        body.i32(type.ordinal());
    }

    static void requirePolicy(int policyId, LayoutVersion layout) {
        if (policyId == ALL_NVDIMM_POLICY && !layout.hasNvdimm()) {
            throw UnwritableOpException.needs("Storage policy ALL_NVDIMM", NVDIMM_INTRODUCED, layout);
        }
    }
}
