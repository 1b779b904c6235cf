package io.cairn.common.testkit;

import io.cairn.common.model.AclEntry;
import io.cairn.common.model.AclScope;
import io.cairn.common.model.AclType;
import io.cairn.common.model.BlockRef;
import io.cairn.common.model.CacheDirective;
import io.cairn.common.model.CachePool;
import io.cairn.common.model.CallId;
import io.cairn.common.model.DelegationKey;
import io.cairn.common.model.DelegationToken;
import io.cairn.common.model.EcSchema;
import io.cairn.common.model.LayoutVersion;
import io.cairn.common.model.Permission;
import io.cairn.common.model.StorageType;
import io.cairn.common.model.XAttr;
import io.cairn.common.model.XAttrNamespace;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.ErasureCodingOp;
import io.cairn.common.op.RenameOption;
import io.cairn.common.op.SnapshotOp;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random ops of every type, with values that each layout can hold but a namespace would seldom accept: for codecs and
 * viewers, not for replay. A type with a field nobody told this class how to fill is an error, so a new op is noticed.
 * Single use, one thread.
 */
public final class RandomOps {
    private static final String LETTERS = "abcxyzABC019-_. \\&<>\"'\t\u00e9\u20ac\u4e2d\ufffd";

    private final RandomGenerator random;
    private final LayoutVersion layout;
    private final List<Class<? extends EditOp>> types;
    private final Map<Type, Supplier<@Nullable Object>> makers = new HashMap<>();

    public RandomOps(RandomGenerator random, LayoutVersion layout) {
        this.random = random;
        this.layout = layout;
        this.types = types(layout);
        fillMakers();
    }

    /** All record types of ops, in the order of the sealed interfaces. */
    public static List<Class<? extends EditOp>> types() {
        List<Class<? extends EditOp>> found = new ArrayList<>();
        collect(EditOp.class, found);
        return found;
    }

    /** The record types that {@code layout} can hold. */
    public static List<Class<? extends EditOp>> types(LayoutVersion layout) {
        return types().stream()
                .filter(type -> layout.hasErasureCoding() || !ErasureCodingOp.class.isAssignableFrom(type))
                .toList();
    }

    /** An op of any type that the layout can hold. */
    public EditOp next() {
        return next(types.get(random.nextInt(types.size())));
    }

    /**
     * An op of one type.
     *
     * @throws IllegalStateException if the type has a field that nothing is known to fill with
     */
    public <T extends EditOp> T next(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] parameters = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            parameters[i] = components[i].getType();
            values[i] = value(type, components[i]);
        }
        try {
            return type.getDeclaredConstructor(parameters).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + type + " of " + Arrays.toString(values), e);
        }
    }

    /** Text of up to {@code lengthMax} characters, with ones that XML and UTF-8 make hard; no unpaired surrogates. */
    public String text(int lengthMax) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(lengthMax + 1);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(24)) {
                case 0 -> text.appendCodePoint(0x1F600 + random.nextInt(16));
                case 1 -> text.append((char) random.nextInt(0x20));
                case 3 -> text.append((char) random.nextInt(0xD800));
                case 4 -> text.append((char) random.nextInt(0x7F, 0xA1));
                case 5 -> text.append((char) random.nextInt(0x2020, 0x2030));
                case 2 -> text.append((char) (0xFFF0 + random.nextInt(16)));
                default -> text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
        }
        return text.toString();
    }

    private static void collect(Class<? extends EditOp> type, List<Class<? extends EditOp>> found) {
        if (!type.isSealed()) {
            found.add(type);
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            collect(permitted.asSubclass(EditOp.class), found);
        }
    }

    private @Nullable Object value(Class<?> type, RecordComponent component) {
        return switch (component.getName()) {
            case "replication" -> random.nextInt(1, 512);
            case "mode" -> random.nextInt(Permission.MODE_MASK + 1);
            case "policyId", "storagePolicyId" -> random.nextInt(13);
            case "ecPolicyId" -> layout.hasErasureCoding() ? random.nextInt(256) : 0;
            case "penultimate", "block" -> maybe(block());
            case "mtimeMillis" -> isTimelessSnapshotOp(type) ? 0L : number();
            default -> value(component);
        };
    }

    private boolean isTimelessSnapshotOp(Class<?> type) {
        return SnapshotOp.class.isAssignableFrom(type) && !layout.hasSnapshotMtime();
    }

    private @Nullable Object value(RecordComponent component) {
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(maker(list.getActualTypeArguments()[0], component));
        }
        return maker(type, component).get();
    }

    private Supplier<@Nullable Object> maker(Type type, RecordComponent component) {
        Supplier<@Nullable Object> maker = makers.get(type);
        if (maker == null) {
            throw new IllegalStateException("Nothing known to fill " + component + " with");
        }
        return maker;
    }

    private void fillMakers() {
        makers.put(long.class, this::number);
        makers.put(int.class, random::nextInt);
        makers.put(boolean.class, random::nextBoolean);
        makers.put(String.class, () -> text(12));
        makers.put(BlockRef.class, this::block);
        makers.put(CallId.class, this::call);
        makers.put(Permission.class, () -> new Permission(text(8), text(8), random.nextInt(Permission.MODE_MASK + 1)));
        makers.put(AclEntry.class, this::aclEntry);
        makers.put(XAttr.class, this::xattr);
        makers.put(RenameOption.class, () -> pick(RenameOption.values()));
        makers.put(StorageType.class, () -> StorageType.values()[random.nextInt(layout.hasNvdimm() ? 6 : 5)]);
        makers.put(DelegationToken.class, this::token);
        makers.put(DelegationKey.class, () -> new DelegationKey(random.nextInt(), number(), maybe(bytes(24))));
        makers.put(CacheDirective.class, this::directive);
        makers.put(CachePool.class, this::pool);
        makers.put(EcSchema.class, this::schema);
    }

    private List<Object> list(Supplier<@Nullable Object> maker) {
        List<Object> values = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            values.add(maker.get());
        }
        return values;
    }

    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private BlockRef block() {
        return new BlockRef(number(), number() & Long.MAX_VALUE, number());
    }

    private CallId call() {
        return random.nextInt(4) == 0 ? CallId.NONE : new CallId(bytes(16), random.nextInt());
    }

    private AclEntry aclEntry() {
        return new AclEntry(pick(AclScope.values()), pick(AclType.values()), random.nextInt(8), maybe("n" + text(8)));
    }

    private XAttr xattr() {
        return new XAttr(pick(XAttrNamespace.values()), text(10), maybe(bytes(random.nextInt(10))));
    }

    private DelegationToken token() {
        return new DelegationToken(text(8), text(8), text(8), number(), number(), random.nextInt(), random.nextInt());
    }

    private CacheDirective directive() {
        return new CacheDirective(
                number(),
                maybe("/d" + random.nextInt(99)),
                maybe(random.nextInt(1, 512)),
                maybe(text(8)),
                maybe(number()));
    }

    private CachePool pool() {
        return new CachePool(
                text(8),
                maybe(text(8)),
                maybe(text(8)),
                maybe(random.nextInt(Permission.MODE_MASK + 1)),
                maybe(number()),
                maybe(number()),
                maybe(random.nextInt(1, 512)));
    }

    private EcSchema schema() {
        List<Map.Entry<String, String>> options = new ArrayList<>();
        int count = random.nextInt(2); // HDFS keeps them in hash order, so two might come out turned round
        for (int i = 0; i < count; i++) {
            options.add(Map.entry(i + text(6), text(6)));
        }
        return new EcSchema("rs" + random.nextInt(9), random.nextInt(1, 20), random.nextInt(1, 20), 1024, options);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }
}
