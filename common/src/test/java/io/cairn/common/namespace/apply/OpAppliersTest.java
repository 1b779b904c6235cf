package io.cairn.common.namespace.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.common.op.EditOp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpAppliersTest {
    @Test
    void everyOpHasAnApplier() {
        List<Class<?>> ops = records(EditOp.class);
        assertTrue(ops.size() > 45, "ops found: " + ops);
        assertEquals(
                List.of(), ops.stream().filter(op -> !OpAppliers.covers(op)).toList(), "ops without an applier");
    }

    private static List<Class<?>> records(Class<?> sealed) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> type : sealed.getPermittedSubclasses()) {
            if (type.isSealed()) {
                found.addAll(records(type));
            } else {
                assertTrue(type.isRecord(), type + " is neither sealed nor a record");
                found.add(type);
            }
        }
        return found;
    }
}
