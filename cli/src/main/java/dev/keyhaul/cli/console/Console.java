package dev.keyhaul.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.SettingsFact;
import dev.keyhaul.cli.report.ReportJson;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.core.file.DistinctFiles;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.page.VisibleText;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.workflow.Act;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a command speaks: data to standard output, notes, warnings and errors to standard error.
 * What it warns of, and why it fails, gets into its record by itself.
 *
 * <p>Everything that came from outside (labels, messages of a service) may hold terminal escapes
 * and line breaks: they are shown, not sent, and no value makes a line that looks like one of ours.
 */
public final class Console implements Act.Operator {
    static final String SCHEMA_VERSION = "schema_version";

    private static final String PROGRAM = "keyhaul";

    /** The version of the schemas of all reports. */
    public static final String REPORT_SCHEMA = "2.0.0";

    /** The launcher sets it to the descriptors that are terminals: none with NO_COLOR. */
    private static final String COLOUR = "keyhaul.colour";

    private final Streams streams;
    private final PrintStream out;
    private final PrintStream err;
    private final RecordDraft record = new RecordDraft();
    private final List<TokenPin> pins = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private final DistinctFiles files = new DistinctFiles();
    private HeldLogins.@Nullable Act act;
    private Supplier<Set<String>> options = Set::of;
    private UsedSettings settings = UsedSettings.NONE;
    private boolean takesSettings = true;
    private boolean quiet;
    private boolean verbose;
    private boolean json;
    private @Nullable JsonObject reported;
    private @Nullable Record form;
    private @Nullable Failure failure;
    private final List<String> warnings = new ArrayList<>();

    /**
     * Why a command failed, or what it waits for.
     *
     * @param code the code of the error, as in docs/ERRORS.md: it keeps its meaning
     * @param message what was wrong, for people: it may change in any version
     * @param hint what to do about it
     */
    public record Failure(Reason code, String message, String hint) {
        /** Returns it in one line. */
        public String line() {
            return message + " [" + code.code() + "]";
        }
    }

    /** Speaks to these streams. */
    public Console(PrintStream out, PrintStream err) {
        this(new Streams(out, err, false, false));
    }

    /** Speaks to streams that take colours, or lines of a width. */
    public Console(Streams streams) {
        this.streams = streams;
        this.out = streams.out();
        this.err = streams.err();
    }

    /** Returns the console of this process's own standard output and standard error. */
    public static Console ofProcess() {
        return new Console(Streams.ofProcess(System.getProperty(COLOUR, "")));
    }

    /**
     * Returns a console that keeps silent, for work on many keys at once: a million lines of the
     * same warning help nobody.
     */
    public static Console silent() {
        return new Console(Streams.silent());
    }

    /** Has the logins of people held for the commands that follow this act. */
    public Console in(HeldLogins.Act begun) {
        act = begun;
        return this;
    }

    /** Whether the login of a person who typed a PIN is held beyond this command. */
    public boolean holdsLogins() {
        return act != null;
    }

    /**
     * Hears which PIN somebody chose for a new token.
     *
     * @throws RefusedException if another person chose the same one in this run
     */
    public void chosen(String token, Passphrase pin) throws RefusedException {
        if (act != null) {
            act.chosen(token, pin);
        }
    }

    /**
     * Opens a token beside others, or shares the login that a person made for an earlier command.
     *
     * @throws KeyTransferException if it is missing or failing, or the PIN is wrong
     */
    public TokenLease open(List<TokenLease> others, TokenLease.ModuleLoader loader, TokenPin pin)
            throws KeyTransferException {
        return act == null
                ? TokenLease.open(others, loader, pin, pins())
                : act.open(others, loader, pin, pins(), this::warn);
    }

    /**
     * Notes a PIN that an option gives for a token that the command may open later. It is compared
     * with the PIN of a token that is opened before, if that is the same one.
     */
    public void givesPin(TokenPin pin) {
        pins.add(pin);
    }

    /** Returns the PINs that options give. */
    public List<TokenPin> pins() {
        return List.copyOf(pins);
    }

    /** Returns what the command notes of itself for its record. */
    public RecordDraft record() {
        return record;
    }

    /** Returns what was reported; empty if nothing was. */
    public JsonObject reported() {
        return reported == null ? JsonObject.builder().build() : reported;
    }

    /** Returns the report as the record that it was written from; empty if nothing was reported. */
    public Optional<Record> form() {
        return Optional.ofNullable(form);
    }

    /** Returns why the command failed, if it did. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns what was warned of. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns an error's hint, with what can be typed in the command that runs. */
    public Optional<String> nextStep(KeyTransferException error) {
        return NextStep.of(error, options());
    }

    @Override
    public String fix(LintCode code) {
        return NextStep.of(code);
    }

    /** Returns the files of the command that runs: what its options name is in there. */
    public DistinctFiles files() {
        return files;
    }

    /** Tells which options the command that runs has. */
    public void running(Supplier<Set<String>> itsOptions) {
        options = itsOptions;
    }

    /** Returns the options of the command that runs, such as {@code --force}; else none. */
    public Set<String> options() {
        return options.get();
    }

    /** Tells which options of the command that runs come from a settings file. */
    public void uses(UsedSettings used) {
        settings = used;
        if (!used.isEmpty()) {
            record.settings(
                    () ->
                            new SettingsFact(
                                    used.file().toAbsolutePath().toString(),
                                    used.sha256(),
                                    used.words()));
        }
    }

    /** Lets commands take nothing from the account's settings file. */
    public void ignoreSettings() {
        takesSettings = false;
    }

    /** Whether commands take options from the account's settings file. */
    public boolean takesSettings() {
        return takesSettings;
    }

    /** Returns which options of the command that runs come from a settings file. */
    public UsedSettings settings() {
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
        LineWrap.of(VisibleText.oneLine(line), streams.columnsOut()).forEach(this::data);
    }

    /** Prints lines for people: as many, whatever is in them, unless the terminal is narrower. */
    public void print(List<String> lines) {
        lines.forEach(this::print);
    }

    private void data(String line) {
        out.println(Colour.verdict(VisibleText.oneLine(line), streams.colourOut()));
    }

    /** Returns how wide help is: 0 for the usual width. */
    public int columns() {
        return streams.columnsHelp();
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

    /** Prints a report, all of it. */
    public void report(Record report) {
        form = report;
        report(ReportJson.of(report));
    }

    /** Prints of a report what a person reads at a glance. */
    public void report(Record report, Headline headline) {
        form = report;
        report(ReportJson.of(report), headline);
    }

    /** Prints a report, all of it: JSON with {@code --json}, its schema's version first. */
    public void report(JsonObject report) {
        reported = report;
        if (json) {
            String text = new String(versioned(report).toUtf8(), UTF_8);
            write(VisibleText.lines(text).getBytes(UTF_8));
        } else {
            show(report);
        }
    }

    private void show(JsonObject report) {
        ReportText.of(report, streams.columnsOut()).forEach(this::data);
    }

    /**
     * Prints of a report what a person reads at a glance; with {@code --json} or {@code -v} all of
     * it; with {@code -q} the one value that a script needs, and what is not proven.
     */
    public void report(JsonObject report, Headline headline) {
        reported = report;
        if (json || verbose) {
            report(report);
        } else if (quiet) {
            ReportText.values(headline.result(report)).forEach(this::data);
            JsonObject open = headline.open(report);
            if (!open.names().isEmpty()) {
                ReportText.of(open, streams.columnsErr())
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
                .put(SCHEMA_VERSION, REPORT_SCHEMA)
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
                                .map(Console::withoutVersions)
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
    @Override
    public void note(String text) {
        if (!quiet) {
            tell("", Colour.YELLOW, text);
        }
    }

    private void tell(String prefix, Colour colour, String text) {
        String space = prefix.isEmpty() ? "" : " ";
        List<String> lines =
                LineWrap.of(prefix + space, VisibleText.oneLine(text), streams.columnsErr(), "  ");
        err.println(
                colour.of(prefix, streams.colourErr() && !prefix.isEmpty())
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
    @Override
    public void warn(String text) {
        record.warning(text);
        warnings.add(text);
        tell(PROGRAM + ": warning:", Colour.YELLOW, text);
    }

    /** Warns, and only the first time when the same is warned of again. */
    @Override
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
        record.failed(message, hint);
        Failure why = new Failure(reason, message, hint);
        failure = why;
        Colour colour = how.equals("error") ? Colour.RED : Colour.YELLOW;
        tell(PROGRAM + ": " + how + ":", colour, why.line());
        LineWrap.of(PROGRAM + ": hint: ", VisibleText.oneLine(hint), streams.columnsErr(), "  ")
                .forEach(err::println);
        if (json && reported == null) {
            report(new ErrorReport(why));
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
                    "the command did its work, but what it says was not written to its end",
                    "the program behind a pipe ended early, or the disk is full; look at what was done before you run it again");
        }
    }

    /** Prints the trace of an error, with {@code -v}; no message in it makes a line of its own. */
    @Override
    public void trace(Throwable error) {
        if (verbose) {
            err.print(VisibleText.lines(Trace.of(error)));
            err.flush();
        }
    }
}
