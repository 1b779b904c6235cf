package io.cairn.interop;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The distribution's own offline viewers, in this process but with their own libraries. <em>Stateless.</em> */
final class CairnViewers {
    private static final ClassLoader CLASSES = CairnDistribution.classes();

    private CairnViewers() {}

    /** Runs {@code cairn oev -p processor} with further flags such as {@code -f}; output replaces {@code out}. */
    static void oev(Path in, Path out, String processor, String... flags) throws IOException {
        run("io.cairn.cli.oev.OevCommand", in, out, processor, flags);
    }

    /** Runs {@code cairn oiv -p processor} with further flags; output replaces {@code out}. */
    static void oiv(Path in, Path out, String processor, String... flags) throws IOException {
        run("io.cairn.cli.oiv.OivCommand", in, out, processor, flags);
    }

    private static void run(String command, Path in, Path out, String processor, String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-i", in.toString(), "-o", out.toString(), "-p", processor));
        arguments.addAll(List.of(flags));
        int code = execute(command, arguments);
        if (code != 0) {
            throw new IOException(command + " " + arguments + " ended with " + code);
        }
    }

    private static int execute(String command, List<String> arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(CLASSES);
        try {
            Object target = CLASSES.loadClass(command).getConstructor().newInstance();
            Class<?> commandLine = CLASSES.loadClass("picocli.CommandLine");
            Object line = commandLine.getConstructor(Object.class).newInstance(target);
            return (int) commandLine.getMethod("execute", String[].class).invoke(line, (Object)
                    arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(command + " " + arguments, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The distribution has no " + command + " as expected", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
