package io.cairn.cli.oev;

import io.cairn.common.model.LayoutVersion;
import io.cairn.common.op.EditOp;
import io.cairn.common.op.OpCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts ops by opcode and prints one line for each, as Hadoop does. Confined to one thread. */
final class StatsEdits implements EditsVisitor {
    private final OutputStream out;
    private final long[] counts = new long[Byte.MAX_VALUE + 1];
    private @Nullable LayoutVersion layout;

    StatsEdits(OutputStream out) {
        this.out = out;
    }

    @Override
    public void start(LayoutVersion newLayout) {
        layout = newLayout;
    }

    @Override
    public void edit(long txid, EditOp op) {
        counts[OpCode.of(op).code()]++;
    }

    @Override
    public void end() throws IOException {
        print("");
    }

    @Override
    public void fail(String message) throws IOException {
        print("EXITING ON ERROR: " + message + "\n");
    }

    private void print(String epilogue) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(Locale.ROOT, "    %-30.30s      : %d%n", "VERSION", layout == null ? 0 : layout.value()));
        for (OpCode opCode : OpCode.values()) {
            long count = opCode.code() < 0 ? 0 : counts[opCode.code()];
            text.append(String.format(Locale.ROOT, "    %-30.30s (%3d): %d%n", opCode.name(), opCode.code(), count));
        }
        out.write(text.append(epilogue).toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
