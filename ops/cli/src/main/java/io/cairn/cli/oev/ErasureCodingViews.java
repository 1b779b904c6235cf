package io.cairn.cli.oev;

import io.cairn.common.model.EcSchema;
import io.cairn.common.op.AddErasureCodingPolicyOp;
import io.cairn.common.op.DisableErasureCodingPolicyOp;
import io.cairn.common.op.EnableErasureCodingPolicyOp;
import io.cairn.common.op.RemoveErasureCodingPolicyOp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Views of the ops about erasure-coding policies. Stateless. */
final class ErasureCodingViews {
    private ErasureCodingViews() {}

    static void addTo(OpViews.Table table) {
        table.add(
                AddErasureCodingPolicyOp.class,
                (op, xml) -> {
                    schema(op.schema(), xml);
                    Parts.call(op.call(), xml);
                },
                data -> new AddErasureCodingPolicyOp(schema(data), Parts.call(data)));
        table.add(
                EnableErasureCodingPolicyOp.class,
                (op, xml) -> {
                    xml.text(Tag.POLICYNAME, op.policyName());
                    Parts.call(op.call(), xml);
                },
                data -> new EnableErasureCodingPolicyOp(data.text(Tag.POLICYNAME), Parts.call(data)));
        table.add(
                DisableErasureCodingPolicyOp.class,
                (op, xml) -> {
                    xml.text(Tag.POLICYNAME, op.policyName());
                    Parts.call(op.call(), xml);
                },
                data -> new DisableErasureCodingPolicyOp(data.text(Tag.POLICYNAME), Parts.call(data)));
        table.add(
                RemoveErasureCodingPolicyOp.class,
                (op, xml) -> {
                    xml.text(Tag.POLICYNAME, op.policyName());
                    Parts.call(op.call(), xml);
                },
                data -> new RemoveErasureCodingPolicyOp(data.text(Tag.POLICYNAME), Parts.call(data)));
    }

    private static void schema(EcSchema schema, Elements xml) throws IOException {
        xml.text(Tag.CODEC, schema.codec());
        xml.number(Tag.DATAUNITS, schema.dataUnits());
        xml.number(Tag.PARITYUNITS, schema.parityUnits());
        xml.number(Tag.CELLSIZE, schema.cellSize());
        xml.number(Tag.EXTRAOPTIONS, schema.extraOptions().size());
        for (Map.Entry<String, String> option : schema.extraOptions()) {
            xml.open(Tag.EXTRAOPTION);
            xml.text(Tag.KEY, option.getKey());
            xml.text(Tag.VALUE, option.getValue());
            xml.close(Tag.EXTRAOPTION);
        }
    }

    private static EcSchema schema(XmlRecord data) throws XmlFormatException {
        List<Map.Entry<String, String>> options = new ArrayList<>();
        for (XmlRecord option : data.all(Tag.EXTRAOPTION)) {
            options.add(Map.entry(option.text(Tag.KEY), option.text(Tag.VALUE)));
        }
        return new EcSchema(
                data.text(Tag.CODEC),
                data.integer(Tag.DATAUNITS),
                data.integer(Tag.PARITYUNITS),
                data.integer(Tag.CELLSIZE),
                options);
    }
}
