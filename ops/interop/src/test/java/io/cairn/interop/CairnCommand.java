package io.cairn.interop;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * The distribution's {@code cairn} command in this process, with its own libraries: as a process of its own, but without
 * the second or more that starting one takes. Immutable.
 *
 * @param exit its exit status
 * @param out what it printed
 * @param err what it printed beside
 */
record CairnCommand(int exit, String out, String err) {
    private static final ClassLoader CLASSES = CairnDistribution.classes();

    /** Runs {@code cairn arguments…} to its end. */
    static CairnCommand run(String... arguments) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(CLASSES);
        try {
            Method commandLine = CLASSES.loadClass("io.cairn.cli.Cairn").getDeclaredMethod("commandLine");
            commandLine.setAccessible(true);
            Object line = commandLine.invoke(null);
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Class<?> type = line.getClass();
            type.getMethod("setOut", PrintWriter.class).invoke(line, new PrintWriter(out));
            type.getMethod("setErr", PrintWriter.class).invoke(line, new PrintWriter(err));
            int exit = (int) type.getMethod("execute", String[].class).invoke(line, (Object) arguments);
            return new CairnCommand(exit, out.toString(), err.toString());
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("cairn " + List.of(arguments), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The distribution has no cairn command as expected", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Runs it and demands that it succeeds; answers what it printed. */
    static String output(String... arguments) {
        CairnCommand command = run(arguments);
        if (command.exit != 0) {
            throw new IllegalStateException(
                    "cairn " + String.join(" ", arguments) + " ended with " + command.exit + "\n" + command.err);
        }
        return command.out;
    }
}
