package dev.keyhaul.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.cli.process.StandardOutput;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.DistinctFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.VisibleText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a program speaks: data to standard output, notes, warnings and errors to standard error.
 *
 * <p>Everything that came from outside (labels, messages of a service) may hold terminal escapes
 * and line breaks: they are shown, not sent, and no value makes a line that looks like one of ours.
 */
public abstract class ProgramConsole {
    static final String SCHEMA_VERSION = "schema_version";

    private final Program program;
    private final Streams streams;
    private final PrintStream out;
    private final PrintStream err;
    private final Set<String> told = new HashSet<>();
    private final DistinctFiles files = new DistinctFiles();
    private Supplier<Set<String>> options = Set::of;
    private UsedSettings settings = UsedSettings.NONE;
    private boolean takesSettings = true;
    private boolean quiet;
    private boolean verbose;
    private boolean json;
    private boolean reported;

    /**
     * The program that speaks.
     *
     * @param name begins its warnings and errors
     * @param reportSchema the version of its reports as JSON
     */
    public record Program(String name, String reportSchema) {}

    /**
     * Where it speaks to.
     *
     * @param out standard output
     * @param err standard error
     * @param colourOut whether standard output takes colours
     * @param colourErr whether standard error takes colours
     * @param columnsOut how wide a line for people may be on standard output; 0 for any width
     * @param columnsErr how wide a line may be on standard error; 0 for any width
     */
    public record Streams(
            PrintStream out,
            PrintStream err,
            boolean colourOut,
            boolean colourErr,
            int columnsOut,
            int columnsErr) {
        /** Speaks to streams that take lines of any width. */
        public Streams(PrintStream out, PrintStream err, boolean colourOut, boolean colourErr) {
            this(out, err, colourOut, colourErr, 0, 0);
        }

        /**
         * Returns this process's own.
         *
         * @param coloured the descriptors that take colours: 1, 2 or 12
         */
        public static Streams ofProcess(String coloured) {
            return new Streams(
                    stream(StandardOutput.ofProcess()),
                    stream(new FileOutputStream(FileDescriptor.err)),
                    coloured.contains("1"),
                    coloured.contains("2"),
                    Columns.of(1),
                    Columns.of(2));
        }

        /** Returns two that say nothing. */
        public static Streams silent() {
            PrintStream nowhere = stream(OutputStream.nullOutputStream());
            return new Streams(nowhere, nowhere, false, false);
        }

        private static PrintStream stream(OutputStream to) {
            return new PrintStream(to, true, UTF_8);
        }
    }

    /** Lets the program speak to these streams. */
    protected ProgramConsole(Program program, Streams streams) {
        this.program = program;
        this.streams = streams;
        this.out = streams.out;
        this.err = streams.err;
    }

    /** Returns the files of the command that runs: what its options name is in there. */
    public DistinctFiles files() {
        return files;
    }

    /** Hears each warning that is printed. */
    protected void warned(String text) {}

    /** Hears the error that ends the program, or what it waits for, and the next step. */
    protected void ended(String message, String hint) {}

    /** Tells which options the command that runs has. */
    public final void running(Supplier<Set<String>> itsOptions) {
        options = itsOptions;
    }

    /** Returns the options of the command that runs, such as {@code --force}; else none. */
    public final Set<String> options() {
        return options.get();
    }

    /** Tells which options of the command that runs come from a settings file. */
    public void uses(UsedSettings used) {
        settings = used;
    }

    /** Lets commands take nothing from the account's settings file. */
    public final void ignoreSettings() {
        takesSettings = false;
    }

    /** Whether commands take options from the account's settings file. */
    public final boolean takesSettings() {
        return takesSettings;
    }

    /** Returns which options of the command that runs come from a settings file. */
    public final UsedSettings settings() {
        return settings;
    }

    /** Sets what {@code -q}, {@code -v} and {@code --json} say. */
    public void configure(boolean quiet, boolean verbose, boolean json) {
        this.quiet = quiet;
        this.verbose = verbose;
        this.json = json;
    }

    /** Whether {@code -q} asks for data, warnings and errors alone. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Whether {@code --json} asks for JSON. */
    public boolean isJson() {
        return json;
    }

    /** Whether {@code -v} asks for everything. */
    public boolean isVerbose() {
        return verbose;
    }

    /** Prints a line for people: one line, whatever is in it, unless the terminal is narrower. */
    public void print(String line) {
        LineWrap.of(VisibleText.oneLine(line), streams.columnsOut).forEach(this::data);
    }

    /** Prints lines for people: as many, whatever is in them, unless the terminal is narrower. */
    public void print(List<String> lines) {
        lines.forEach(this::print);
    }

    private void data(String line) {
        out.println(Colour.verdict(VisibleText.oneLine(line), streams.colourOut));
    }

    /** Returns how wide a line for people may be on standard output: 0 for any width. */
    public final int columns() {
        return streams.columnsOut;
    }

    /** Prints a line of data that only a person needs: none with {@code -q}. */
    public void step(String text) {
        if (!quiet) {
            print(text);
        }
    }

    /** Prints raw data as it is. */
    public void write(byte[] data) {
        out.write(data, 0, data.length);
        out.flush();
    }

    /** Prints a report, all of it: JSON with {@code --json}, its schema's version first. */
    public void report(JsonObject report) {
        reported = true;
        if (json) {
            String text = new String(versioned(report).toUtf8(), UTF_8);
            write(VisibleText.lines(text).getBytes(UTF_8));
        } else {
            show(report);
        }
    }

    private void show(JsonObject report) {
        ReportText.of(report, streams.columnsOut).forEach(this::data);
    }

    /**
     * Prints of a report what a person reads at a glance; with {@code --json} or {@code -v} all of
     * it; with {@code -q} the one value that a script needs, and what is not proven.
     */
    public void report(JsonObject report, Headline headline) {
        if (json || verbose) {
            report(report);
        } else if (quiet) {
            ReportText.values(headline.result(report)).forEach(this::data);
            JsonObject open = headline.open(report);
            if (!open.names().isEmpty()) {
                ReportText.of(open, streams.columnsErr)
                        .forEach(line -> err.println(VisibleText.oneLine(line)));
            }
        } else {
            show(headline.shortened(report));
        }
    }

    /** Prints a report that the library made, all of it: JSON in UTF-8. */
    public void report(byte[] json) throws MalformedInputException {
        report(JsonObject.parse(json));
    }

    /** Prints of one what a person reads at a glance. */
    public void report(byte[] json, Headline headline) throws MalformedInputException {
        report(JsonObject.parse(json), headline);
    }

    /** The parts of a report are of its version, also those that a file has with its own. */
    private JsonObject versioned(JsonObject report) {
        return JsonObject.builder()
                .put(SCHEMA_VERSION, program.reportSchema)
                .putAll(withoutVersions(report))
                .build();
    }

    private static JsonObject withoutVersions(JsonObject part) {
        JsonObject.Builder without = JsonObject.builder();
        for (String name : part.names()) {
            Object value = part.value(name).orElse(null);
            if (name.equals(SCHEMA_VERSION)) {
                continue;
            }
            if (value instanceof JsonObject nested) {
                without.put(name, withoutVersions(nested));
            } else if (value instanceof List<?> list
                    && !list.isEmpty()
                    && list.get(0) instanceof JsonObject) {
                without.put(
                        name,
                        list.stream()
                                .map(JsonObject.class::cast)
                                .map(ProgramConsole::withoutVersions)
                                .toList());
            } else {
                without.putMember(name, part);
            }
        }
        return without.build();
    }

    /** Returns a number of things, such as {@code 1 key} and {@code 2 keys}. */
    public static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /** Tells what is done, unless {@code -q}. */
    public void note(String text) {
        if (!quiet) {
            tell("", Colour.YELLOW, text);
        }
    }

    private void tell(String prefix, Colour colour, String text) {
        String space = prefix.isEmpty() ? "" : " ";
        List<String> lines =
                LineWrap.of(prefix + space, VisibleText.oneLine(text), streams.columnsErr, "  ");
        err.println(
                colour.of(prefix, streams.colourErr && !prefix.isEmpty())
                        + lines.get(0).substring(prefix.length()));
        lines.stream().skip(1).forEach(err::println);
    }

    /**
     * Tells something with lines below it that are short, such as the rows of a fingerprint, unless
     * {@code -q}.
     */
    public void note(String text, List<String> below) {
        note(text);
        if (!quiet) {
            below.forEach(line -> err.println(VisibleText.oneLine("  " + line)));
        }
    }

    /** Warns, even with {@code -q}. */
    public void warn(String text) {
        warned(text);
        tell(program.name + ": warning:", Colour.YELLOW, text);
    }

    /** Warns, and only the first time when the same is warned of again. */
    public void warnOnce(String text) {
        if (told.add(text)) {
            warn(text);
        }
    }

    /**
     * Prints an error with its code, and the operator's next step; with {@code --json} also as a
     * report, unless the command has printed one.
     */
    public void error(Reason reason, String message, String hint) {
        end("error", reason, message, hint);
    }

    /** Prints what the command waits for, as {@link #error} prints an error. */
    public void waiting(Reason reason, String message, String hint) {
        end("waiting", reason, message, hint);
    }

    private void end(String how, Reason reason, String message, String hint) {
        ended(message, hint);
        Colour colour = how.equals("error") ? Colour.RED : Colour.YELLOW;
        tell(program.name + ": " + how + ":", colour, message + " [" + reason.code() + "]");
        LineWrap.of(program.name + ": hint: ", VisibleText.oneLine(hint), streams.columnsErr, "  ")
                .forEach(err::println);
        if (json && !reported) {
            JsonObject.Builder error =
                    JsonObject.builder()
                            .put("code", reason.code())
                            .put("message", message)
                            .put("hint", hint);
            report(JsonObject.builder().put("error", error.build()).build());
        }
    }

    /**
     * Makes sure that the data got out: a full disk behind a redirection must not look like
     * success.
     *
     * @throws FileException when standard output could not be written
     */
    public void requireWritten() throws FileException {
        out.flush();
        if (out.checkError()) {
            throw new FileException(
                    Reason.OUTPUT_LOST,
                    "cannot write to standard output",
                    "check whether the disk is full or the pipe was closed");
        }
    }

    /** Prints the trace of an error, with {@code -v}; no message in it makes a line of its own. */
    public void trace(Throwable error) {
        if (verbose) {
            err.print(VisibleText.lines(Trace.of(error)));
            err.flush();
        }
    }
}
