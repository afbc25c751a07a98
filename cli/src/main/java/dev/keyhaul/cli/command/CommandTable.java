package dev.keyhaul.cli.command;

import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.evidence.PlanOptions;
import dev.keyhaul.cli.line.Commands;
import dev.keyhaul.cli.line.ErrorCodes;
import dev.keyhaul.cli.line.HelpTexts;
import dev.keyhaul.cli.plan.PlannedCommand;
import dev.keyhaul.cli.source.FilesInText;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every command of Keyhaul. */
public final class CommandTable extends Commands<Console> {
    private static final List<Group> GROUPS =
            List.of(
                    new Group(
                            "START",
                            new Entry("demo", "rehearse the whole journey on this machine"),
                            new Entry("doctor", "check Java, module, tokens, clock, sign-in, role"),
                            new Entry(
                                    "inspect",
                                    "show what a file or key is, its fingerprint, findings"),
                            new Entry("status", "list what needs attention")),
                    new Group(
                            "TOKENS AND KEYS",
                            new Entry("token list", "list slots and tokens"),
                            new Entry("token info", "show one token"),
                            new Entry("token probe", "try what a token really does"),
                            new Entry("token init", "initialise a free slot"),
                            new Entry("key generate", "make a key in a token"),
                            new Entry("key list", "list a token's keys"),
                            new Entry("key import", "bring a key into a token"),
                            new Entry("key export-public", "write the public half"),
                            new Entry(
                                    "key make-unextractable",
                                    "forbid wrapping a key out, for good"),
                            new Entry("key delete", "delete a key")),
                    new Group(
                            "TRANSFER",
                            new Entry("kek create", "make a KEK in a vault"),
                            new Entry("kek download", "save a KEK's record"),
                            new Entry(
                                    "kek verify-attestation",
                                    "verify a Managed HSM's attestation of a key"),
                            new Entry("kek disable", "end a KEK's use"),
                            new Entry("byok create", "wrap a key into a proven blob"),
                            new Entry("byok open", "open a rehearsal's blob"),
                            new Entry("pfx create", "write a key as PKCS#12"),
                            new Entry("tpd convert", "split a domain into keyless file and key"),
                            new Entry("batch run", "process the keys of a manifest")),
                    new Group(
                            "VAULT",
                            new Entry("vault import-key", "import a key, or a blob, and prove it"),
                            new Entry("vault create-key", "make a key in the vault"),
                            new Entry("vault show-key", "show a key"),
                            new Entry(
                                    "vault set-key-operations",
                                    "permit the operations that are needed"),
                            new Entry("vault backup-key", "save the service's own backup"),
                            new Entry("local-vault", "serve a vault for rehearsals")),
                    new Group(
                            "MASTER COPIES",
                            new Entry("backup create", "make a copy"),
                            new Entry("backup list", "list copies"),
                            new Entry("backup show", "show one copy and its history"),
                            new Entry("backup verify", "check every byte and signature"),
                            new Entry("backup drill", "restore in a test, use, destroy"),
                            new Entry("backup restore", "restore into a token or file"),
                            new Entry("backup repair", "finish or remove what a kill left"),
                            new Entry(
                                    "backup change-signer",
                                    "hand the journal to another evidence key")),
                    new Group(
                            "PEOPLE",
                            new Entry("ceremony plan", "make the plan of a ceremony"),
                            new Entry(
                                    "ceremony script", "close the plan; write the script to print"),
                            new Entry("ceremony run", "do the next steps on this host"),
                            new Entry("ceremony status", "show what is done, next and waiting"),
                            new Entry("ceremony close", "end this host's records"),
                            new Entry(
                                    "ceremony report",
                                    "verify the records, write the page (--verify-only)"),
                            new Entry("approve", "sign a request")),
                    new Group(
                            "TENANT",
                            new Entry(
                                    "tenant check",
                                    "check the tenant from az's JSON (--region-url alone: the region)"),
                            new Entry("tenant runbook", "print the commands, in order"),
                            new Entry("audit", "compare the vault's log with Rights Management's"),
                            new Entry("completion", "print shell completion")));

    /** The only one. */
    public static final CommandTable KEYHAUL = new CommandTable();

    private CommandTable() {
        super("keyhaul", "dev.keyhaul.cli", GROUPS, new Converters());
    }

    @Override
    protected String version() {
        return Version.text();
    }

    @Override
    protected List<Path> filesIn(String text) {
        return FilesInText.of(text);
    }

    /** All others are refused there, for the reasons in {@code setting-keys.txt}. */
    @Override
    protected String settable() {
        return """
        module path env:KEYHAUL_PKCS11_MODULE not:demo
        token.*.module path option:module not:demo
        token.*.pin-file path option:pin-file-of
        place named path
        backend
        token not:token-init not:backup-drill not:backup-restore
        pin-file path not:token-init
        to-pin-file path
        sign-with source not:token-probe
        sign-pin-file path not:token-probe
        record path
        person named with:--record
        approvals path
        vault not:audit not:inspect unless:--format unless:--aws-parameters unless:--gcp-import-job
        credential unless:--local-vault
        local-vault path unless:--credential\
        """;
    }

    @Override
    protected HelpTexts helpTexts() {
        return KeyhaulHelp.TEXTS;
    }

    @Override
    protected ErrorCodes errorCodes() {
        return new ErrorGuide();
    }

    /** The option that names a plan stands for all that the plan says of the command. */
    @Override
    protected List<String> inFull(String name, List<String> words, SettingsReader settings)
            throws KeyTransferException {
        // A start without it must not load the plan's classes.
        for (String word : words) {
            if (word.equals(PlanOptions.PLAN) || word.startsWith(PlanOptions.PLAN + "=")) {
                return PlannedCommand.of(name, words).inFull(settings.read());
            }
        }
        return words;
    }

    @Override
    protected Optional<String> nextStep(KeyTransferException error, Console console) {
        return console.nextStep(error);
    }

    /** No error leaves an operator without a next step. */
    @Override
    protected int failed(Throwable error, Console console) {
        if (!(error instanceof KeyTransferException known)) {
            console.error(
                    Reason.INTERNAL,
                    "this is a bug in keyhaul: " + error.getClass().getSimpleName(),
                    "report it with the trace that -v prints; as far as we know, the trace has no key material");
            console.trace(error);
            return ExitCode.FAILED;
        }
        String next = console.nextStep(known).orElseGet(() -> NextStep.page(known));
        if (known instanceof ApprovalMissingException) {
            console.waiting(known.reason(), String.valueOf(known.getMessage()), next);
        } else {
            console.error(known.reason(), String.valueOf(known.getMessage()), next);
            console.trace(known);
        }
        return ExitCode.of(known);
    }
}
