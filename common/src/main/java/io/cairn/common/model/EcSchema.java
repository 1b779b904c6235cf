package io.cairn.common.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an erasure-coding policy does. Immutable.
 *
 * @param codec e.g. {@code rs}
 * @param cellSize bytes
 * @param extraOptions in the order they were given
 */
public record EcSchema(
        String codec, int dataUnits, int parityUnits, int cellSize, List<Map.Entry<String, String>> extraOptions) {
    public EcSchema {
        extraOptions = List.copyOf(extraOptions);
    }

    /** The name HDFS derives, e.g. {@code RS-6-3-1024k}. */
    public String policyName() {
        return codec.toUpperCase(Locale.ROOT) + "-" + dataUnits + "-" + parityUnits + "-" + cellSize / 1024 + "k";
    }
}
