package io.cairn.cli;

import io.cairn.primary.restart.RecoveryChoices;
import io.cairn.primary.restart.RecoveryReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks a person at each problem of a recovery, with HDFS's letters. Confined to the thread that recovers. */
final class RecoveryPrompt implements RecoveryChoices {
    private final BufferedReader in;
    private final PrintWriter out;
    private boolean always;

    RecoveryPrompt(InputStream in, PrintWriter out) {
        this.in = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        this.out = out;
    }

    @Override
    public Choice choose(RecoveryReport.Entry problem) throws IOException {
        out.println(RecoveryText.problem(problem));
        while (!always) {
            out.println("c) do without it and continue  s) stop here, do without everything from here on"
                    + "  q) quit, save nothing  a) always continue");
            out.flush();
            String answer = in.readLine();
            if (answer == null) {
                throw new IOException("Stopped at a loss, and nobody is there to ask; nothing was saved. Go on at each"
                        + " loss without asking: cairn primary --recover --force CONFIGURATION");
            }
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "c" -> {
                    return Choice.CONTINUE;
                }
                case "s" -> {
                    return Choice.STOP;
                }
                case "q" -> {
                    return Choice.QUIT;
                }
                case "a" -> always = true;
                default -> out.println("Type c, s, q or a.");
            }
        }
        return Choice.CONTINUE;
    }
}
