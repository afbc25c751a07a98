package dev.keyhaul.cli.console;

import dev.keyhaul.core.page.VisibleText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** The trace of an error, whose messages may have been written by others. */
final class Trace {
    private Trace() {}

    /** Returns the JVM's trace, in which each error and its message is one line. */
    static String of(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text, true));
        String trace = text.toString();
        for (Throwable each : all(error)) {
            String told = String.valueOf(each);
            trace = trace.replace(told, VisibleText.oneLine(told));
        }
        return trace.replace(System.lineSeparator(), "\n");
    }

    /** Returns the error, its causes, and what they suppress. */
    private static Set<Throwable> all(Throwable error) {
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        open.push(error);
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (all.add(next)) {
                open.addAll(Arrays.asList(next.getSuppressed()));
                if (next.getCause() != null) {
                    open.push(next.getCause());
                }
            }
        }
        return all;
    }
}
