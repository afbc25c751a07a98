package dev.keyhaul.cli.byok;

import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.BlobLint;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.byok.lint.LintReport;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.terminal.Headline;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for every mistake in a blob. */
public final class ByokLintCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("verdict", "file").always("findings", "not_checked");

    @Parameters(paramLabel = "FILE", description = "the blob")
    private Path file = Path.of("");

    @Option(
            names = "--kek",
            paramLabel = "FILE",
            description =
                    "the KEK: its record, the JSON of 'az keyvault key show', or its public key in"
                            + " PEM or DER")
    private @Nullable Path kek;

    @Option(names = "--kid", paramLabel = "URL", description = "the KEK's identifier with version")
    private @Nullable KeyIdentifier kid;

    @Option(names = "--vault", paramLabel = "URL", description = "the vault that the blob is for")
    private @Nullable VaultHost vault;

    @Override
    protected void run(Console console) throws KeyTransferException {
        LintContext context = LintContext.fileAlone(Clock.systemUTC().instant());
        context = kek == null ? context : context.withKek(KekFile.describedIn(kek));
        context = kid == null ? context : context.withKid(kid);
        context = vault == null ? context : context.withVault(vault);
        byte[] blob = InputFile.read(file, ByokInspectCommand.MAX_BLOB_BYTES);
        LintReport report = BlobLint.examine(blob, context);
        exitWith(report.hasErrors() ? ExitCode.CHECK_FAILED : ExitCode.DONE);
        console.report(
                JsonObject.builder()
                        .put("file", file.toString())
                        .put("verdict", verdict(report))
                        .put(
                                "findings",
                                report.findings().stream().map(ByokLintCommand::toJson).toList())
                        .put("not_checked", report.unchecked())
                        .build(),
                HEADLINE);
    }

    private static String verdict(LintReport report) {
        if (report.hasErrors()) {
            return "the service refuses it";
        }
        return report.findings().isEmpty() ? "nothing found" : "warnings only";
    }

    private static JsonObject toJson(LintReport.Finding finding) {
        return JsonObject.builder()
                .put("code", finding.code().id())
                .put("severity", finding.code().severity().name().toLowerCase(Locale.ROOT))
                .put("place", finding.place())
                .put("reason", finding.reason())
                .put("fix", NextStep.of(finding.code()))
                .build();
    }
}
