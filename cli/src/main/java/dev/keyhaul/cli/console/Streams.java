package dev.keyhaul.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.cli.process.ConsoleCodePage;
import dev.keyhaul.cli.process.StandardOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a console speaks to.
 *
 * @param out standard output
 * @param err standard error
 * @param colourOut whether standard output takes colours
 * @param colourErr whether standard error takes colours
 * @param columnsOut how wide a line for people may be on standard output; 0 for any width
 * @param columnsErr how wide a line may be on standard error; 0 for any width
 * @param columnsHelp how wide help is, which is filled: 0 for the usual width
 */
public record Streams(
        PrintStream out,
        PrintStream err,
        boolean colourOut,
        boolean colourErr,
        int columnsOut,
        int columnsErr,
        int columnsHelp) {
    /** Speaks to streams that take lines of any width. */
    public Streams(PrintStream out, PrintStream err, boolean colourOut, boolean colourErr) {
        this(out, err, colourOut, colourErr, 0, 0, 0);
    }

    /**
     * Returns this process's own.
     *
     * @param coloured the descriptors that take colours: 1, 2 or 12
     */
    public static Streams ofProcess(String coloured) {
        return new Streams(
                stream(inItsEncoding(1, StandardOutput.ofProcess())),
                stream(inItsEncoding(2, new FileOutputStream(FileDescriptor.err))),
                coloured.contains("1"),
                coloured.contains("2"),
                Columns.of(1),
                Columns.of(2),
                Columns.ofHelp());
    }

    /** Returns two that say nothing. */
    public static Streams silent() {
        PrintStream nowhere = stream(OutputStream.nullOutputStream());
        return new Streams(nowhere, nowhere, false, false);
    }

    /** Returns one that gets the data, and one that says nothing. */
    public static Streams into(OutputStream data) {
        return new Streams(stream(data), silent().err(), false, false);
    }

    private static OutputStream inItsEncoding(int descriptor, OutputStream to) {
        return ConsoleEncoding.of(ConsoleCodePage.of(descriptor))
                .<OutputStream>map(charset -> new ConsoleEncoding(to, charset))
                .orElse(to);
    }

    private static PrintStream stream(OutputStream to) {
        return new PrintStream(to, true, UTF_8);
    }
}
