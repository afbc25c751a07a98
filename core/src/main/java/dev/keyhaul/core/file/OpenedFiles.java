package dev.keyhaul.core.file;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files that one piece of work has opened to read them, wherever they were named. {@link
 * InputFile}, which alone reads files, tells it of each one; {@link OutputFile} asks before it
 * replaces a file. Work that nobody has begun with {@link #during} keeps nothing. Thread-safe.
 */
public final class OpenedFiles {
    private static final ThreadLocal<@Nullable OpenedFiles> OF_THREAD = new ThreadLocal<>();

    private final Map<String, Path> files = new HashMap<>();

    OpenedFiles() {}

    /** A piece of work. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        /** Does it. */
        T run() throws E;
    }

    /** Does work of this thread. Other threads of the work come from {@link #threads}. */
    <T, E extends Exception> T during(Work<T, E> work) throws E {
        OpenedFiles before = OF_THREAD.get();
        OF_THREAD.set(this);
        try {
            return work.run();
        } finally {
            OF_THREAD.set(before);
        }
    }

    /** Returns what makes threads that belong to the work of this one, if to any. */
    public static ThreadFactory threads() {
        OpenedFiles files = OF_THREAD.get();
        return files == null ? Thread::new : work -> new Thread(() -> files.during(work));
    }

    private void during(Runnable work) {
        during(
                () -> {
                    work.run();
                    return this;
                });
    }

    /**
     * Returns a function for threads that exist already, which belongs to the work of this one, if
     * to any.
     */
    public static <A, T> Function<A, T> carrying(Function<A, T> function) {
        OpenedFiles files = OF_THREAD.get();
        return files == null ? function : argument -> files.during(() -> function.apply(argument));
    }

    /** Takes a file that this thread has opened. */
    static void opened(Path file) {
        OpenedFiles files = OF_THREAD.get();
        if (files != null) {
            files.add(file);
        }
    }

    private synchronized void add(Path file) {
        files.putIfAbsent(FileIdentity.of(file).hint(), file);
    }

    /**
     * Refuses to replace a file that was opened, by whatever name.
     *
     * @throws FileException when it was
     */
    synchronized void requireOther(Path output, FileIdentity replaced) throws FileException {
        Path input = replaced.exists() ? files.get(replaced.hint()) : null;
        if (input != null) {
            throw new FileException(
                    Reason.OUTPUT_COLLIDES,
                    "input and output are the same file: "
                            + (input.equals(output) ? output : output + " and " + input),
                    "give the output another name");
        }
    }
}
