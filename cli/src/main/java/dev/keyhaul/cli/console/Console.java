package dev.keyhaul.cli.console;

import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.SettingsFact;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.lint.LintCode;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenPin;
import dev.keyhaul.workflow.Act;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a command speaks; what it warns of, and why it fails, gets into its record by itself. */
public final class Console extends ProgramConsole implements Act.Operator {
    private static final Program KEYHAUL = new Program("keyhaul", "2.0.0");

    /** The launcher sets it to the descriptors that are terminals: none with NO_COLOR. */
    private static final String COLOUR = "keyhaul.colour";

    private final RecordDraft record = new RecordDraft();
    private final List<TokenPin> pins = new ArrayList<>();
    private HeldLogins.@Nullable Act act;

    /** Speaks to these streams. */
    public Console(PrintStream out, PrintStream err) {
        this(new Streams(out, err, false, false));
    }

    /** Speaks to streams that take colours, or lines of a width. */
    public Console(Streams streams) {
        super(KEYHAUL, streams);
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

    /** Returns an error's hint, with what can be typed in the command that runs. */
    public Optional<String> nextStep(KeyTransferException error) {
        return NextStep.of(error, options());
    }

    @Override
    public String fix(LintCode code) {
        return NextStep.of(code);
    }

    @Override
    public void uses(UsedSettings used) {
        super.uses(used);
        if (!used.isEmpty()) {
            record.settings(
                    () ->
                            new SettingsFact(
                                    used.file().toAbsolutePath().toString(),
                                    used.sha256(),
                                    used.words()));
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
