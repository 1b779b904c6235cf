package io.cairn.cli.oev;

import io.cairn.common.op.EndLogSegmentOp;
import io.cairn.common.op.RollingUpgradeFinalizeOp;
import io.cairn.common.op.RollingUpgradeStartOp;
import io.cairn.common.op.StartLogSegmentOp;

/** Views of the marks in the log itself. Stateless. */
final class LogViews {
    private LogViews() {}

    static void addTo(OpViews.Table table) {
        table.add(StartLogSegmentOp.class, (op, xml) -> {}, data -> new StartLogSegmentOp());
        table.add(EndLogSegmentOp.class, (op, xml) -> {}, data -> new EndLogSegmentOp());
        table.add(
                RollingUpgradeStartOp.class,
                (op, xml) -> xml.number(Tag.STARTTIME, op.timeMillis()),
                data -> new RollingUpgradeStartOp(data.number(Tag.STARTTIME)));
        table.add(
                RollingUpgradeFinalizeOp.class,
                (op, xml) -> xml.number(Tag.FINALIZETIME, op.timeMillis()),
                data -> new RollingUpgradeFinalizeOp(data.number(Tag.FINALIZETIME)));
    }
}
