package io.cairn.common.store.rocks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.EcPolicy;
import io.cairn.common.model.EcPolicyState;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.PersistedToken;
import io.cairn.common.store.SideTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of the side family: the fields of the record in order, numbers as zigzag varints; a field that may be absent is
 * preceded by 0 or 1. Stateless.
 */
final class SideCodec {
    private SideCodec() {}

    static <V> byte[] encode(V value) {
        return ValueCodec.encode(out -> write(value, out));
    }

    static <V> V decode(SideTable<V> table, byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        Object value;
        if (table.type() == DelegationKey.class) {
            value = new DelegationKey(in.readSInt32(), in.readSInt64(), in.readBool() ? in.readByteArray() : null);
        } else if (table.type() == PersistedToken.class) {
            value = new PersistedToken(readToken(in), in.readSInt64());
        } else if (table.type() == CachePool.class) {
            value = new CachePool(
                    in.readString(), text(in), text(in), number(in), longNumber(in), longNumber(in), number(in));
        } else if (table.type() == CacheDirective.class) {
            value = new CacheDirective(in.readSInt64(), text(in), number(in), text(in), longNumber(in));
        } else if (table.type() == EcPolicy.class) {
            value = readPolicy(in);
        } else {
            throw new IllegalStateException("No row format for side table " + table.name());
        }
        return table.type().cast(value);
    }

    private static void write(Object value, CodedOutputStream out) throws IOException {
        if (value instanceof DelegationKey key) {
            out.writeSInt32NoTag(key.id());
            out.writeSInt64NoTag(key.expiryMillis());
            byte[] secret = key.key();
            out.writeBoolNoTag(secret != null);
            if (secret != null) {
                out.writeByteArrayNoTag(secret);
            }
        } else if (value instanceof PersistedToken token) {
            writeToken(token, out);
        } else if (value instanceof CachePool pool) {
            out.writeStringNoTag(pool.name());
            text(pool.owner(), out);
            text(pool.group(), out);
            number(pool.mode(), out);
            number(pool.limit(), out);
            number(pool.maxRelativeExpiryMillis(), out);
            number(pool.defaultReplication(), out);
        } else if (value instanceof CacheDirective directive) {
            out.writeSInt64NoTag(directive.id());
            text(directive.path(), out);
            number(directive.replication(), out);
            text(directive.pool(), out);
            number(directive.expiryMillis(), out);
        } else if (value instanceof EcPolicy policy) {
            writePolicy(policy, out);
        } else {
            throw new IllegalStateException("No row format for " + value.getClass());
        }
    }

    private static void writeToken(PersistedToken persisted, CodedOutputStream out) throws IOException {
        DelegationToken token = persisted.token();
        out.writeStringNoTag(token.owner());
        out.writeStringNoTag(token.renewer());
        out.writeStringNoTag(token.realUser());
        out.writeSInt64NoTag(token.issueDate());
        out.writeSInt64NoTag(token.maxDate());
        out.writeSInt32NoTag(token.sequenceNumber());
        out.writeSInt32NoTag(token.masterKeyId());
        out.writeSInt64NoTag(persisted.expiryMillis());
    }

    private static DelegationToken readToken(CodedInputStream in) throws IOException {
        return new DelegationToken(
                in.readString(),
                in.readString(),
                in.readString(),
                in.readSInt64(),
                in.readSInt64(),
                in.readSInt32(),
                in.readSInt32());
    }

    private static void writePolicy(EcPolicy policy, CodedOutputStream out) throws IOException {
        EcSchema schema = policy.schema();
        out.writeSInt32NoTag(policy.id());
        out.writeStringNoTag(policy.name());
        out.writeSInt32NoTag(policy.state().ordinal());
        out.writeStringNoTag(schema.codec());
        out.writeSInt32NoTag(schema.dataUnits());
        out.writeSInt32NoTag(schema.parityUnits());
        out.writeSInt32NoTag(schema.cellSize());
        out.writeSInt32NoTag(schema.extraOptions().size());
        for (Map.Entry<String, String> option : schema.extraOptions()) {
            out.writeStringNoTag(option.getKey());
            out.writeStringNoTag(option.getValue());
        }
    }

    private static EcPolicy readPolicy(CodedInputStream in) throws IOException {
        int id = in.readSInt32();
        String name = in.readString();
        EcPolicyState state = EcPolicyState.values()[in.readSInt32()];
        String codec = in.readString();
        int dataUnits = in.readSInt32();
        int parityUnits = in.readSInt32();
        int cellSize = in.readSInt32();
        List<Map.Entry<String, String>> options = new ArrayList<>();
        for (int left = in.readSInt32(); left > 0; left--) {
            String key = in.readString();
            options.add(Map.entry(key, in.readString()));
        }
        return new EcPolicy(id, name, new EcSchema(codec, dataUnits, parityUnits, cellSize, options), state);
    }

    private static void text(@Nullable String value, CodedOutputStream out) throws IOException {
        out.writeBoolNoTag(value != null);
        if (value != null) {
            out.writeStringNoTag(value);
        }
    }

    private static @Nullable String text(CodedInputStream in) throws IOException {
        return in.readBool() ? in.readString() : null;
    }

    private static void number(@Nullable Number value, CodedOutputStream out) throws IOException {
        out.writeBoolNoTag(value != null);
        if (value != null) {
            out.writeSInt64NoTag(value.longValue());
        }
    }

    private static @Nullable Integer number(CodedInputStream in) throws IOException {
        return in.readBool() ? (int) in.readSInt64() : null;
    }

    private static @Nullable Long longNumber(CodedInputStream in) throws IOException {
        return in.readBool() ? in.readSInt64() : null;
    }
}
