package dev.keyhaul.cli.doctor;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.VaultAccessOptions;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.Passphrase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks what the other commands need of this host, and changes nothing. */
public final class DoctorCommand extends ReportingCommand {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description = "a vault to reach, such as https://contoso-kv.vault.azure.net")
    private @Nullable VaultHost vault;

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description = "the file of a token's PIN, to check who can read it; may be repeated")
    private List<Path> pinFiles = List.of();

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the file of a password, to check who can read it; may be repeated")
    private List<Path> passwordFiles = List.of();

    @Option(
            names = "--records",
            paramLabel = "DIR",
            description =
                    "a folder of ceremony records: checks that this host's clock is not behind the newest one")
    private @Nullable Path records;

    @Mixin private ModuleOptions module = new ModuleOptions();
    @Mixin private VaultAccessOptions access = new VaultAccessOptions();

    private @Nullable KeyTransferException settingsRefused;

    /** It is one of the things to look at. */
    @Override
    protected void settingsRefused(KeyTransferException why) {
        settingsRefused = why;
    }

    @Override
    protected void run(Console console) throws KeyTransferException {
        List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
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
                .run(checks(nextStep, console));
        boolean holds = findings.stream().noneMatch(f -> f.is(Finding.Verdict.FIX));
        if (console.isJson()) {
            console.report(
                    JsonObject.builder()
                            .put("holds", holds)
                            .put("checks", findings.stream().map(Finding::toJson).toList())
                            .build());
        }
        exitWith(holds ? ExitCode.DONE : ExitCode.CHECK_FAILED);
    }

    /** At once: a module that ends the process takes no line with it. */
    private static void print(Finding finding, Console console) {
        if (console.isJson()) {
            return;
        }
        if (finding.is(Finding.Verdict.OK)) {
            console.step(finding.line());
        } else {
            console.print(finding.line());
        }
    }

    private List<Check> checks(Function<KeyTransferException, String> nextStep, Console console)
            throws FileException {
        List<Check> checks = new ArrayList<>();
        checks.add(new JavaCheck(vault != null && !vault.isRehearsal()));
        checks.add(new InstallationCheck());
        checks.add(new SettingsCheck(console.settings(), Optional.ofNullable(settingsRefused)));
        checks.add(new DiskCheck());
        checks.add(new StateCheck());
        pinFiles.forEach(file -> checks.add(new SecretFileCheck("PIN file", file)));
        passwordFiles.forEach(file -> checks.add(new SecretFileCheck("password", file)));
        if (vault == null) {
            checks.add(new NoVaultCheck("vault"));
            checks.add(ClockCheck.of(Optional::empty, Optional.ofNullable(records)));
        } else {
            VaultCheck reached = new VaultCheck(vault, access, nextStep);
            checks.add(reached);
            checks.add(ClockCheck.of(reached::ahead, Optional.ofNullable(records)));
        }
        checks.add(new ModuleCheck(module, vault == null || module.isNamed(console), console));
        return checks;
    }

    /** Who can read or replace a file with a PIN or a password; it is not opened. */
    private record SecretFileCheck(String about, Path file) implements Check {
        @Override
        public void look(Consumer<Finding> found) throws KeyTransferException {
            Passphrase.requirePrivate(file);
            found.accept(Finding.ok(about, file + ", for this account only"));
        }
    }

    /** Reports that no vault was asked, as on an air-gapped host. */
    private record NoVaultCheck(String about) implements Check {
        @Override
        public void look(Consumer<Finding> found) {
            found.accept(
                    Finding.unknown(
                            about,
                            "not checked, nor which identity is signed in and its role",
                            "on a connected host: keyhaul doctor --vault"
                                    + " https://NAME.vault.azure.net"));
        }
    }
}
