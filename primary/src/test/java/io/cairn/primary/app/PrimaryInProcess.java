package io.cairn.primary.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A primary as a process of its own, which says at which port it serves, or ends where its start is refused. */
final class PrimaryInProcess {
    /** What the last words begin with of one whose start is refused. */
    static final String REFUSAL = "start refused: ";

    private static final int REFUSED = 3;

    private PrimaryInProcess() {}

    public static void main(String[] args) throws Exception {
        Primary primary = Primary.start(Path.of(args[0]), PrimaryProcess.ending());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                primary.close();
            } catch (IOException e) {
                System.err.println("not stopped in an orderly way: " + e);
            }
        }));
        try {
            primary.awaitServing();
        } catch (IOException e) {
            System.err.println(REFUSAL + e.getMessage());
            System.exit(REFUSED);
        }
        Path file = Path.of(args[1]);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, Integer.toString(primary.port()));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
