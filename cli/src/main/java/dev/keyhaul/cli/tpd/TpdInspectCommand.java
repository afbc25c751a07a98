package dev.keyhaul.cli.tpd;

import dev.keyhaul.adrms.report.DomainReport;
import dev.keyhaul.adrms.tpd.DomainSource;
import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFolder;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.option.PasswordOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows domains. */
public final class TpdInspectCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                            "domains.0.what_to_do",
                            "domains.0.file",
                            "domains.0.server_id",
                            "domains.0.server_name",
                            "domains.0.fingerprint",
                            "domains.0.mode",
                            "domains.0.modulus_bits",
                            "domains.0.key",
                            "domains.0.csp",
                            "domains.0.signature",
                            "domains.0.valid_until",
                            "domains.0.chain_ends_at")
                    .always(
                            "domains.0.error",
                            "domains.0.key_warnings",
                            "domains.0.templates_that_grant_anyone");

    private static final Headline ESTATE =
            Headline.of("estate")
                    .always(
                            "domains.*.error",
                            "domains.*.what_to_do",
                            "domains.*.key_warnings",
                            "domains.*.templates_that_grant_anyone");

    @Parameters(
            arity = "1..*",
            paramLabel = "F…",
            description = "exported domains, or folders of them (*.xml)")
    private List<Path> paths = new ArrayList<>();

    @Mixin private ExpectedServerOption expected = new ExpectedServerOption();

    @Mixin private PasswordOptions passwordOptions = new PasswordOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        List<Path> files = files();
        List<DomainReport> reports = new ArrayList<>();
        try (Passphrase password = passwordOptions.of(files.get(0)).read()) {
            for (Path file : files) {
                reports.add(
                        files.size() == 1 ? read(file, password) : row(file, password, console));
            }
        }
        List<JsonObject> whole = reports.stream().map(DomainReport::whole).toList();
        JsonObject.Builder report = JsonObject.builder();
        if (!console.isJson() && reports.size() > 1) {
            report.put("estate", reports.stream().map(DomainReport::row).toList());
        }
        console.report(
                report.put("domains", whole).build(), reports.size() > 1 ? ESTATE : HEADLINE);
    }

    private DomainReport row(Path file, Passphrase password, Console console) {
        try {
            return read(file, password);
        } catch (KeyTransferException e) {
            exitWith(Math.max(exitCode(), ExitCode.of(e)));
            return DomainReport.ofFailure(file, e, console.nextStep(e).orElse("look at the file"));
        }
    }

    private DomainReport read(Path file, Passphrase password) throws KeyTransferException {
        try (TrustedPublishingDomain domain = DomainSource.openFile(file, password::copy)) {
            expected.requireIs(domain.info().certificate());
            return DomainReport.of(file, domain, NextStep.of(Route.of(domain)));
        } catch (KeyTransferException e) {
            e.about(file);
            throw e;
        }
    }

    private List<Path> files() throws FileException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            for (String name : InputFolder.names(path)) {
                if (name.toLowerCase(Locale.ROOT).endsWith(".xml")) {
                    files.add(path.resolve(name));
                }
            }
        }
        if (files.isEmpty()) {
            throw new FileException(
                    "no *.xml in " + paths, "name the exported domains, or their folder");
        }
        return files;
    }
}
