package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Checks what the other commands need of this host, and changes nothing. */
public record DoctorCommand(Given given) implements Command {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    public static final Opt<VaultHost> VAULT =
            Opt.of(
                    "--vault URL",
                    Kinds.vault(),
                    "a vault to reach, such as https://contoso-kv.vault.azure.net",
                    Settable.VAULT);

    public static final Opt<String> NAME =
            Opt.text(
                    "--name N",
                    "check only the vault, and whether a new key can have this name there; requires"
                            + " --vault");

    static final Opt.Sure<List<Path>> PIN_FILE =
            Opt.input(
                            "--pin-file FILE",
                            "the file of a token's PIN, to check who can read it; may be repeated",
                            Settable.PIN_FILE,
                            Harmless.SECRET,
                            new BesidePlan())
                    .many();

    static final Opt.Sure<List<Path>> PASSWORD_FILE =
            Opt.input(
                            "--password-file FILE",
                            "the file of a password, to check who can read it; may be repeated",
                            Not.SECRET,
                            Harmless.SECRET,
                            new BesidePlan())
                    .many();

    static final Opt<Path> RECORDS =
            Opt.input(
                    "--records DIR",
                    "a folder of ceremony records: checks that this host's clock is not behind the newest one");

    public static final Rows ROWS =
            Rows.of(DoctorCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS)
                    .and(VAULT, NAME, PIN_FILE, PASSWORD_FILE, RECORDS)
                    .and(ModuleOptions.ROWS, VaultAccessOptions.ROWS);

    /**
     * What was looked at on this host.
     *
     * @param holds whether nothing is to be fixed
     * @param checks what was looked at, in order
     */
    record Report(boolean holds, List<DoctorFinding> checks) {}

    /** They are one of the things to look at. */
    @Override
    public boolean needsSettings() {
        return false;
    }

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        List<DoctorFinding> findings = Collections.synchronizedList(new ArrayList<>());
        Function<KeyTransferException, String> nextStep =
                error -> {
                    console.trace(error);
                    return console.nextStep(error).orElseGet(() -> NextStep.page(error));
                };
        new Examination(
                        LIMIT,
                        finding -> {
                            findings.add(finding);
                            print(finding, console);
                        },
                        nextStep)
                .run(checks(nextStep, call));
        boolean holds = findings.stream().noneMatch(f -> f.is(DoctorFinding.Verdict.FIX));
        if (console.isJson()) {
            console.report(new Report(holds, List.copyOf(findings)));
        }
        call.exitWith(holds ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    /** At once: a module that ends the process takes no line with it. */
    private static void print(DoctorFinding finding, Console console) {
        if (console.isJson()) {
            return;
        }
        if (finding.is(DoctorFinding.Verdict.OK)) {
            console.step(finding.line());
        } else {
            console.print(finding.line());
        }
    }

    private List<Check> checks(Function<KeyTransferException, String> nextStep, Call call)
            throws KeyTransferException {
        Console console = call.console();
        VaultHost vault = given.get(VAULT);
        Optional<Path> records = given.find(RECORDS);
        List<Check> checks = new ArrayList<>();
        String name = given.get(NAME);
        if (name != null) {
            if (vault == null) {
                throw new UsageException(
                        Reason.OPTION_MISSING, "--name needs --vault", "name the vault as well");
            }
            return List.of(
                    new VaultCheck(
                            vault,
                            new VaultAccessOptions(given),
                            KeyIdentifier.requireName(name),
                            nextStep));
        }
        checks.add(new JavaCheck(vault != null && !vault.isRehearsal()));
        checks.add(new InstallationCheck());
        checks.add(new SettingsCheck(console.settings(), call.settingsRefused()));
        checks.add(new DiskCheck());
        checks.add(new StateCheck());
        given.get(PIN_FILE).forEach(file -> checks.add(new SecretFileCheck("PIN file", file)));
        given.get(PASSWORD_FILE).forEach(file -> checks.add(new SecretFileCheck("password", file)));
        if (vault == null) {
            checks.add(new NoVaultCheck("vault"));
            checks.add(ClockCheck.of(Optional::empty, records));
        } else {
            VaultCheck reached = new VaultCheck(vault, new VaultAccessOptions(given), "", nextStep);
            checks.add(reached);
            checks.add(ClockCheck.of(reached::ahead, records));
        }
        checks.add(
                new ModuleCheck(
                        new ModuleOptions(given),
                        vault == null || new ModuleOptions(given).isNamed(console),
                        console));
        return checks;
    }

    /** Who can read or replace a file with a PIN or a password; it is not opened. */
    private record SecretFileCheck(String about, Path file) implements Check {
        @Override
        public void look(Consumer<DoctorFinding> found) throws KeyTransferException {
            Passphrase.requirePrivate(file);
            found.accept(DoctorFinding.ok(about, file + ", for this account only"));
        }
    }

    /** Reports that no vault was asked, as on an air-gapped host. */
    private record NoVaultCheck(String about) implements Check {
        @Override
        public void look(Consumer<DoctorFinding> found) {
            found.accept(
                    DoctorFinding.unknown(
                            about,
                            "not checked, nor which identity is signed in and its role",
                            "on a connected host: keyhaul doctor --vault"
                                    + " https://NAME.vault.azure.net"));
        }
    }
}
