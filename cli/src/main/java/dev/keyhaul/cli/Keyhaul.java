package dev.keyhaul.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command line's entry. */
public final class Keyhaul {
    private Keyhaul() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // A library that prints, as Azure's SDK does when AZURE_LOG_LEVEL is set, must not get into
        // the data: the console has its own way to standard output.
        System.setOut(System.err);
        HttpUrls.install();
        int exitCode = run(args, Console.ofProcess());
        // From JDK 21 on System.exit looks for a logger in every jar, to tell of the exit: 20 ms.
        if (exitCode != ExitCode.DONE || isAnotherThreadLeft()) {
            System.exit(exitCode);
        }
    }

    /** The process would wait for it. */
    private static boolean isAnotherThreadLeft() {
        Thread[] threads = new Thread[Thread.activeCount()];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] != Thread.currentThread() && !threads[i].isDaemon()) {
                return true;
            }
        }
        return false;
    }

    static int run(String[] args, Console console) {
        List<String> words = List.of(args);
        if (words.isEmpty() || words.get(0).equals("--help") || words.get(0).equals("-h")) {
            console.print(Help.ofAll());
            return words.isEmpty() ? ExitCode.USAGE : ExitCode.DONE;
        }
        if (words.get(0).equals("--version") || words.get(0).equals("-V")) {
            console.print("keyhaul " + Version.text());
            return ExitCode.DONE;
        }
        Optional<CommandTable.Entry> entry = CommandTable.find(words);
        if (entry.isPresent()) {
            int used = entry.get().words().size();
            return CommandRunner.run(
                    entry.get(), Arrays.copyOfRange(args, used, args.length), console);
        }
        return unknown(words, console);
    }

    private static int unknown(List<String> words, Console console) {
        String first = words.get(0);
        if (!CommandTable.inGroup(first).isEmpty()) {
            boolean help = words.size() > 1 && List.of("--help", "-h").contains(words.get(1));
            if (help) {
                console.print(Help.ofGroup(first));
                return ExitCode.DONE;
            }
            console.error(
                    words.size() == 1
                            ? "'" + first + "' needs a second word"
                            : "there is no command '" + first + " " + words.get(1) + "'",
                    "'keyhaul " + first + " --help' lists them");
            return ExitCode.USAGE;
        }
        console.error("there is no command '" + first + "'", "'keyhaul --help' lists them");
        return ExitCode.USAGE;
    }
}
