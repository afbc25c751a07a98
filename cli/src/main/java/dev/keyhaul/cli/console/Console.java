package dev.keyhaul.cli.console;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.terminal.ProgramConsole;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a command speaks; what it warns of, and why it fails, gets into its record by itself. */
public final class Console extends ProgramConsole {
    private static final Program KEYHAUL = new Program("keyhaul", "2.0.0");

    /** The launcher sets it to the descriptors that are terminals: none with NO_COLOR. */
    private static final String COLOUR = "keyhaul.colour";

    private final RecordDraft record = new RecordDraft();
    private final @Nullable Consumer<String> warnings;

    /** Speaks to these streams. */
    public Console(PrintStream out, PrintStream err) {
        this(new Streams(out, err, false, false), null);
    }

    private Console(Streams streams, @Nullable Consumer<String> warnings) {
        super(KEYHAUL, streams);
        this.warnings = warnings;
    }

    /** Returns the console of this process's own standard output and standard error. */
    public static Console ofProcess() {
        return new Console(Streams.ofProcess(System.getProperty(COLOUR, "")), null);
    }

    /**
     * Returns a console that keeps silent and hands warnings on, for work on many keys at once: a
     * million lines of the same warning help nobody.
     */
    public static Console collecting(Consumer<String> warnings) {
        return new Console(Streams.silent(), warnings);
    }

    /** Returns what the command notes of itself for its record. */
    public RecordDraft record() {
        return record;
    }

    @Override
    public void warn(String text) {
        if (warnings == null) {
            super.warn(text);
        } else {
            warnings.accept(text);
        }
    }

    @Override
    protected void warned(String text) {
        record.warning(text);
    }

    @Override
    protected void ended(String message, String hint) {
        record.failed(message, hint);
    }
}
