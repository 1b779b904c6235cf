package io.cairn.primary.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A primary as a process of its own, which says at which port it serves. */
final class PrimaryInProcess {
    private PrimaryInProcess() {}

    public static void main(String[] args) throws Exception {
        Primary primary = Primary.start(Path.of(args[0]), PrimaryProcess.ending());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                primary.close();
            } catch (java.io.IOException e) {
                System.err.println("not stopped in an orderly way: " + e);
            }
        }));
        primary.awaitServing();
        Path file = Path.of(args[1]);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(temporary, Integer.toString(primary.port()));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
