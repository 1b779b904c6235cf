package io.cairn.common.codec.image;

import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ErasureCodingSection: 1 repeated policy {1 name, 2 schema, 3 cell size, 4 id, 5 state}; schema {1 codec, 2 data
 * units, 3 parity units, 4 repeated {1 key, 2 value}}. Of a built-in policy only id and state are there. Stateless.
 */
public final class EcPolicyCodec {
    private static final int CELL_BYTES = 1 << 20;

    /** The policies every namespace has, all disabled. */
    public static final List<EcPolicy> BUILT_IN = List.of(
            builtIn(1, "rs", 6, 3),
            builtIn(2, "rs", 3, 2),
            builtIn(3, "rs-legacy", 6, 3),
            builtIn(4, "xor", 2, 1),
            builtIn(5, "rs", 10, 4));

    private EcPolicyCodec() {}

    private static EcPolicy builtIn(int id, String codec, int data, int parity) {
        EcSchema schema = new EcSchema(codec, data, parity, CELL_BYTES, List.of());
        return new EcPolicy(id, schema.policyName(), schema, EcPolicyState.DISABLED);
    }

    /** The built-in policy of that id. */
    public static Optional<EcPolicy> builtIn(int id) {
        return BUILT_IN.stream().filter(policy -> policy.id() == id).findFirst();
    }

    static List<EcPolicy> decode(byte[] buffer, int start, int end) throws CorruptImageException {
        WireReader in = new WireReader(buffer, start, end);
        List<EcPolicy> policies = new ArrayList<>();
        while (in.next()) {
            if (in.field() == 1) {
                policies.add(policy(in));
            } else {
                in.skip();
            }
        }
        return policies;
    }

    private static EcPolicy policy(WireReader in) throws CorruptImageException {
        String name = "";
        EcSchema schema = null;
        int cellSize = 0;
        int id = 0;
        int state = 0;
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> name = in.string();
                case 2 -> schema = schema(in);
                case 3 -> cellSize = in.varint32();
                case 4 -> id = in.varint32();
                case 5 -> state = in.varint32();
                default -> in.skip();
            }
        }
        in.leave(outer);
        if (state < 1 || state > EcPolicyState.values().length) {
            throw new CorruptImageException("a state of 1 to 3 of erasure-coding policy " + id, "" + state);
        }
        EcPolicyState named = EcPolicyState.values()[state - 1];
        Optional<EcPolicy> builtIn = builtIn(id);
        if (builtIn.isPresent()) {
            return builtIn.get().withState(named);
        }
        if (schema == null || cellSize <= 0) {
            throw new CorruptImageException("schema and cell size of erasure-coding policy " + id, "none");
        }
        EcSchema whole =
                new EcSchema(schema.codec(), schema.dataUnits(), schema.parityUnits(), cellSize, schema.extraOptions());
        return new EcPolicy(id, name, whole, named);
    }

    private static EcSchema schema(WireReader in) throws CorruptImageException {
        String codec = "";
        int data = 0;
        int parity = 0;
        List<Map.Entry<String, String>> options = new ArrayList<>();
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> codec = in.string();
                case 2 -> data = in.varint32();
                case 3 -> parity = in.varint32();
                case 4 -> options.add(option(in));
                default -> in.skip();
            }
        }
        in.leave(outer);
        return new EcSchema(codec, data, parity, 0, options);
    }

    private static Map.Entry<String, String> option(WireReader in) throws CorruptImageException {
        String key = "";
        String value = "";
        int outer = in.enter();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.string();
                case 2 -> value = in.string();
                default -> in.skip();
            }
        }
        in.leave(outer);
        return Map.entry(key, value);
    }

    static void encode(List<EcPolicy> policies, WireWriter out) {
        for (EcPolicy policy : policies) {
            int mark = out.begin(1);
            if (builtIn(policy.id()).isEmpty()) {
                out.string(1, policy.name());
                encode(policy.schema(), out);
                out.varint(3, policy.schema().cellSize());
            }
            out.varint(4, policy.id());
            out.varint(5, policy.state().ordinal() + 1L);
            out.end(mark);
        }
    }

    private static void encode(EcSchema schema, WireWriter out) {
        int mark = out.begin(2);
        out.string(1, schema.codec());
        out.varint(2, schema.dataUnits());
        out.varint(3, schema.parityUnits());
        for (Map.Entry<String, String> option : schema.extraOptions()) {
            int inner = out.begin(4);
            out.string(1, option.getKey());
            out.string(2, option.getValue());
            out.end(inner);
        }
        out.end(mark);
    }
}
