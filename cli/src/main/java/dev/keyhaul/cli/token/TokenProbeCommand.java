package dev.keyhaul.cli.token;

import dev.keyhaul.ceremony.SignedReport;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.cli.evidence.SigningOptions;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.UntriedToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.report.ProbeReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.TokenTrial;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tries a token on throw-away keys. */
public record TokenProbeCommand(Given given) implements Command {
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
                    .always("quirks")
                    .alwaysExcept("trials", "outcome", "works");

    private static final Headline TRIALS = Headline.of("label").always("trials");

    public static final Opt.Sure<String> TOKEN =
            Opt.text("--token NAME", "its label", Settable.TOKEN).required();

    static final Opt<Path> REPORT =
            Opt.output(
                    "--report FILE",
                    "write a report of what the token did, which you can send to others; --sign-with signs it");

    static final Opt.Sure<Boolean> WITH_IDENTITY =
            Opt.flag(
                    "--with-identity",
                    "include the token's label and serial number, and the module's path, in the report");

    public static final Opt.Sure<List<TokenTrial.Way>> TRIAL =
            Opt.of(
                            "--trial move|import|recovery|wrapping|evidence",
                            Kind.words(TokenTrial.Way.class, "trial"),
                            "only try this: to move a key out, to import one, or to make such a key; may be repeated (default: everything)")
                    .many();

    public static final Rows ROWS =
            Rows.of(TokenProbeCommand.class)
                    .and(JsonOption.ROWS)
                    .and(TOKEN, TRIAL, REPORT, WITH_IDENTITY)
                    .and(
                            OpenGuardOption.ROWS,
                            OverwriteOption.ROWS,
                            SigningOptions.ROWS,
                            AccessOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path report = given.get(REPORT);
        if (report == null && (given.get(WITH_IDENTITY) || new SigningOptions(given).isNamed())) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--with-identity and --sign-with can only be used with --report",
                    "give the report's file: --report probe.json");
        }
        List<TokenTrial.Way> only = given.get(TRIAL);
        if (!only.isEmpty()) {
            if (report != null) {
                throw new UsageException(
                        Reason.OPTIONS_CONFLICT,
                        "--trial and --report cannot be used together",
                        "a report has every trial: leave --trial out");
            }
            tryOnly(Set.copyOf(only), console);
            return;
        }
        OverwriteOption outputs = new OverwriteOption(given);
        Optional<OutputFile> file = outputs.ifNamed(report, console);
        Optional<OutputFile> signature =
                outputs.ifNamed(report == null ? null : SignedReport.signatureOf(report), console);
        try (TokenLease open = open(console)) {
            ProbeReport found =
                    new ProbeReport(open.token(), open.token().probe(), given.get(WITH_IDENTITY));
            List<TokenTrial> trials = TokenTrial.run(open.token());
            if (file.isPresent()) {
                write(file.get(), signature.orElseThrow(), open, found, trials, console);
            }
            console.report(found.shown(trials), HEADLINE);
            TokenInfo info = open.token().info();
            UntriedToken.says(info).ifPresent(untried -> console.note(untried + ": " + next(info)));
            requireWorking(trials);
        }
    }

    private TokenLease open(Console console) throws KeyTransferException {
        TokenLease open = CommandTokens.byLabel(given.get(TOKEN), access().token(), console);
        new OpenGuardOption(given).applyTo(open.token());
        return open;
    }

    /** What fails ends with its own error, as the command that would do the same. */
    private void tryOnly(Set<TokenTrial.Way> ways, Console console) throws KeyTransferException {
        try (TokenLease open = open(console)) {
            List<TokenTrial> trials = TokenTrial.run(open.token(), ways);
            console.report(ProbeReport.shown(open.token(), trials), TRIALS);
            for (TokenTrial trial : trials) {
                if (trial.failure().isPresent()) {
                    throw trial.failure().get();
                }
            }
        }
    }

    /** A command that does the same fails as well. */
    private static void requireWorking(List<TokenTrial> trials) throws TokenException {
        long failed = trials.stream().filter(trial -> !trial.worked()).count();
        if (failed > 0) {
            throw new TokenException(
                    Reason.TOKEN_LIMIT,
                    failed + " of " + trials.size() + " trials failed",
                    "a command that does the same with this token fails as well: the report above states what the token refuses");
        }
    }

    private String next(TokenInfo untried) {
        return given.get(REPORT) == null
                ? UntriedToken.next(untried)
                : "please send "
                        + given.get(REPORT)
                        + " as docs/HSM-NOTES.md says; you can paste its 'row' there";
    }

    /** Writes the signature first: a report that says it is signed has one. */
    private void write(
            OutputFile file,
            OutputFile beside,
            TokenLease open,
            ProbeReport found,
            List<TokenTrial> trials,
            Console console)
            throws KeyTransferException {
        try (OpenedEvidenceKey evidence =
                new SigningOptions(given).open(List.of(open), access(), console)) {
            JsonObject content =
                    found.content(trials, Clock.systemUTC().instant(), Version.generator());
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
