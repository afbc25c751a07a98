package dev.keyhaul.cli;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.process.HttpUrls;
import dev.keyhaul.cli.process.ProcessWords;
import dev.keyhaul.cli.process.TerminalLine;
import dev.keyhaul.cli.report.ReportJson;
import java.util.List;

/** The command line's entry. */
public final class Keyhaul {
    private Keyhaul() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // A library that prints, as Azure's SDK does when AZURE_LOG_LEVEL is set, must not get into
        // the data: the console has its own way to standard output.
        System.setOut(System.err);
        HttpUrls.install();
        TerminalLine.open();
        int exitCode = run(ProcessWords.of(args, Keyhaul.class), Console.ofProcess());
        TerminalLine.close();
        // From JDK 21 on System.exit looks for a logger in every jar, to tell of the exit: 20 ms.
        if (exitCode != ExitCode.DONE || isAnotherThreadLeft()) {
            System.exit(exitCode);
        }
    }

    /** The training run calls it as well, so that the class-data archive has this class. */
    static int run(List<String> words, Console console) {
        ReportJson.prepare();
        return Commands.KEYHAUL.run(words, console);
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
}
