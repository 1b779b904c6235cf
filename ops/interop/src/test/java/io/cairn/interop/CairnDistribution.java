package io.cairn.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The unpacked distribution that the build of {@code ops/cli} leaves, whose libraries must never meet Hadoop's: ours and
 * Hadoop's Jetty cannot live in one class path. So its processes are real processes, and its offline viewers run behind a
 * class loader of their own. <em>Stateless.</em>
 */
final class CairnDistribution {
    private static final Path TARGET = Path.of("../cli/target");

    private CairnDistribution() {}

    /**
     * Where it is: the system property {@code cairn.distribution}, or what is found beside this module.
     *
     * @throws IllegalStateException with what to type, if it is not built
     */
    static Path home() {
        String property = System.getProperty("cairn.distribution");
        Path home = property == null ? beside() : Path.of(property);
        if (!Files.isExecutable(home.resolve("bin/cairn"))) {
            throw new IllegalStateException(
                    "No distribution in " + home.toAbsolutePath().normalize()
                            + "; these tests need it. Build it first: mvn -pl ops/interop -am verify, or mvn package"
                            + " -DskipTests and then this test alone");
        }
        return home.toAbsolutePath().normalize();
    }

    private static Path beside() {
        try (Stream<Path> found = Files.find(
                TARGET, 2, (path, type) -> type.isDirectory() && Files.isExecutable(path.resolve("bin/cairn")))) {
            return found.findFirst().orElse(TARGET);
        } catch (IOException e) {
            return TARGET;
        }
    }

    /** Sees the distribution's libraries and the JDK, nothing of this process's class path. */
    static ClassLoader classes() {
        try (Stream<Path> files = Files.list(home().resolve("lib"))) {
            List<URL> jars = new ArrayList<>();
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(jar.toUri().toURL());
            }
            return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
