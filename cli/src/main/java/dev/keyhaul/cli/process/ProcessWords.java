package dev.keyhaul.cli.process;

import dev.keyhaul.core.host.HostSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words that this process was started with. On Windows, Java's launcher turns the command line
 * into the system's code page, in which a letter that it lacks becomes {@code ?}, and then expands
 * {@code ?} and {@code *} to the names of files: {@code -o ключ.byok} could name another file. So
 * they are read from the system there.
 */
public final class ProcessWords {
    private ProcessWords() {}

    /**
     * Returns the words behind the program's own, as they were typed.
     *
     * @param args what Java hands to the method {@code main}
     * @param main the class that Java was told to run
     */
    public static List<String> of(String[] args, Class<?> main) {
        return HostSystem.here() == HostSystem.WINDOWS
                ? after(main.getName(), WindowsProcess.words(), args)
                : List.of(args);
    }

    /** Returns all words, those of Java first; none where the system does not tell them. */
    public static List<String> all() {
        return HostSystem.here() == HostSystem.WINDOWS
                ? WindowsProcess.words()
                : Arrays.asList(ProcessHandle.current().info().arguments().orElse(new String[0]));
    }

    /** A program that has Java within it hands its own words to the class. */
    static List<String> after(String main, List<String> words, String[] args) {
        int at = words.indexOf(main);
        return at < 0 ? List.of(args) : new ArrayList<>(words.subList(at + 1, words.size()));
    }
}
