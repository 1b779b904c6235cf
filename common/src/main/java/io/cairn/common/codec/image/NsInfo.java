package io.cairn.common.codec.image;

import io.cairn.common.model.LayoutVersion;
import java.util.OptionalLong;

/**
 * The NameSystemSection of NS_INFO. Immutable.
 *
 * @param txid the last transaction in the image, the N of its file name
 * @param rollingUpgradeStartMillis 0 when no rolling upgrade was running
 * @param lastStripedBlockId negative; {@link Long#MIN_VALUE} when none
 */
public record NsInfo(
        int namespaceId,
        long genstampV1,
        long genstampV2,
        long genstampV1Limit,
        long lastBlockId,
        long txid,
        long rollingUpgradeStartMillis,
        long lastStripedBlockId) {
    static NsInfo decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        int namespaceId = 0;
        long[] values = new long[9];
        values[8] = Long.MIN_VALUE;
        while (in.next()) {
            int field = in.field();
            if (field == 1) {
                namespaceId = in.varint32();
            } else if (field < values.length) {
                values[field] = in.varint();
            } else {
                in.skip();
            }
        }
        return new NsInfo(namespaceId, values[2], values[3], values[4], values[5], values[6], values[7], values[8]);
    }

    void encode(LayoutVersion layout, WireWriter out) {
        out.varint(1, namespaceId & 0xffffffffL);
        out.varint(2, genstampV1);
        out.varint(3, genstampV2);
        out.varint(4, genstampV1Limit);
        out.varint(5, lastBlockId);
        out.varint(6, txid);
        rollingUpgrade().ifPresent(start -> out.varint(7, start));
        if (layout.hasErasureCoding()) {
            out.varint(8, lastStripedBlockId);
        }
    }

    private OptionalLong rollingUpgrade() {
        return rollingUpgradeStartMillis == 0 ? OptionalLong.empty() : OptionalLong.of(rollingUpgradeStartMillis);
    }
}
