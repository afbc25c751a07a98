package dev.keyhaul.cli.token;

import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.UntriedToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ProbeReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.TokenTrial;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries a token on throw-away keys. */
public final class TokenProbeCommand extends ReportingCommand {
    /** What the report in a file says that it is. */
    public static final String KIND = "keyhaul token probe";

    private static final Headline HEADLINE =
            Headline.of(
                            "strategy",
                            "label",
                            "proof",
                            "0x210a",
                            "0x210b",
                            "0x1054",
                            "enforces.extractable",
                            "enforces.wrap-with-trusted")
                    .always("quirks");

    @Option(names = "--token", required = true, paramLabel = "NAME", description = "its label")
    private String token = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "write a report of what the token did, which you can send to others; --sign-with signs it")
    private @Nullable Path report;

    @Option(
            names = "--with-identity",
            description =
                    "include the token's label and serial number, and the module's path, in the report")
    private boolean identity;

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Mixin private SigningOptions signing = new SigningOptions();

    @Mixin private AccessOptions access = new AccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (report == null && (identity || signing.isNamed())) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--with-identity and --sign-with can only be used with --report",
                    "give the report's file: --report probe.json");
        }
        Optional<OutputFile> file = overwrite.ifNamed(report, console);
        Optional<OutputFile> signature =
                overwrite.ifNamed(
                        report == null ? null : SignedReport.signatureOf(report), console);
        try (TokenLease open = CommandTokens.byLabel(token, access.token, console)) {
            ProbeReport found = new ProbeReport(open.token(), open.token().probe(), identity);
            if (file.isPresent()) {
                write(file.get(), signature.orElseThrow(), open, found, console);
            }
            console.report(found.shown(), HEADLINE);
            TokenInfo info = open.token().info();
            UntriedToken.says(info).ifPresent(untried -> console.note(untried + ": " + next(info)));
        }
    }

    private String next(TokenInfo untried) {
        return report == null
                ? UntriedToken.next(untried)
                : "please send "
                        + report
                        + " as docs/HSM-NOTES.md says; you can paste its 'row' there";
    }

    /** Writes the signature first: a report that says it is signed has one. */
    private void write(
            OutputFile file, OutputFile beside, TokenLease open, ProbeReport found, Console console)
            throws KeyTransferException {
        try (OpenedEvidenceKey evidence = signing.open(List.of(open), access, console)) {
            JsonObject content =
                    found.content(
                            TokenTrial.run(open.token()),
                            Clock.systemUTC().instant(),
                            Version.generator());
            SignedReport made =
                    SignedReport.of(KIND, content.toUtf8(), evidence.signer().orElse(null));
            if (made.signature().isPresent()) {
                beside.write(made.signature().get());
            }
            file.write(made.file());
            console.note(
                    "wrote "
                            + file.path()
                            + ", SHA-256 "
                            + made.sha256()
                            + (made.signer().isPresent()
                                    ? ", signed"
                                    : ", not signed: to sign it, give an evidence key with --sign-with"));
        }
    }
}
