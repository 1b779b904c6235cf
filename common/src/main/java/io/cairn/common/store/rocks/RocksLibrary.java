package io.cairn.common.store.rocks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's native library. RocksDB unpacks it into {@code java.io.tmpdir} and removes it when the process ends in order; each
 * process that is killed would leave some 17 MB there. Here it is gone as soon as it is loaded. Stateless.
 */
final class RocksLibrary {
    private RocksLibrary() {}

    /**
     * Does nothing if it is loaded.
     *
     * @throws UnsatisfiedLinkError if it cannot be unpacked or not be loaded from there
     */
    static void load() {
        try {
            Path directory = Files.createTempDirectory("cairn-rocksdb-");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
            } finally {
                remove(directory);
            }
        } catch (IOException e) {
            UnsatisfiedLinkError error = new UnsatisfiedLinkError(e.toString());
            error.initCause(e);
            throw error;
        }
        RocksDB.loadLibrary(); // Finds it loaded.
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
