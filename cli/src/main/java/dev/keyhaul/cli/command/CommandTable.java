package dev.keyhaul.cli.command;

import dev.keyhaul.ceremony.approval.ApprovalMissingException;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.source.FilesInText;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.terminal.command.Commands;
import dev.keyhaul.terminal.command.HelpTexts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every command of Keyhaul. */
public final class CommandTable extends Commands<Console> {
    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry("demo", "the whole journey, rehearsed on this machine"),
                    new Entry("status", "what needs a person: keys, KEKs, copies, approvals"),
                    new Entry("token list", "slots and tokens"),
                    new Entry("token info", "one token: firmware, flags, mechanisms"),
                    new Entry("token probe", "what a token really does, tried on throw-away keys"),
                    new Entry("token init", "initialise a free slot"),
                    new Entry("key generate", "make a key in a token"),
                    new Entry("key list", "the keys in a token"),
                    new Entry("key inspect", "one key: length, fingerprint, origin"),
                    new Entry("key export-public", "a key's public half"),
                    new Entry("key import", "a key from elsewhere into a token"),
                    new Entry("key seal", "make a key not extractable, for good"),
                    new Entry("key delete", "delete a key from its token"),
                    new Entry("kek create", "make a KEK in a vault"),
                    new Entry("kek download", "a KEK's record: public key and identifier"),
                    new Entry(
                            "kek attest", "a Managed HSM's attestation of a key, verified offline"),
                    new Entry("kek disable", "end a KEK's use after its import"),
                    new Entry("byok create", "wrap a key under a KEK into a blob"),
                    new Entry("byok inspect", "what a blob contains"),
                    new Entry("byok lint", "every mistake in a blob, with its fix"),
                    new Entry("byok open", "open a rehearsal's blob and compare"),
                    new Entry("tpd inspect", "what AD RMS exported: one domain, or an estate"),
                    new Entry(
                            "tpd convert",
                            "a domain without its key, and the key under a password"),
                    new Entry("vault import", "wrap a key, import it, prove it"),
                    new Entry("vault upload", "import a finished blob, prove it"),
                    new Entry("vault create", "make a key in a vault"),
                    new Entry("vault show", "a key in a vault"),
                    new Entry("vault set-operations", "permit what a tenant key needs, prove it"),
                    new Entry("vault backup", "the service's own backup of a key, no master copy"),
                    new Entry("vault serve", "the local vault, for rehearsals"),
                    new Entry("pfx inspect", "what is in a PKCS#12 file"),
                    new Entry("pfx create", "a software key into a PKCS#12 file"),
                    new Entry("backup create", "a master copy of a key"),
                    new Entry("backup list", "the master copies in a store"),
                    new Entry("backup show", "one master copy, and its history"),
                    new Entry("backup verify", "every byte and every signature of a store"),
                    new Entry("backup repair", "a store after a command was killed, in order"),
                    new Entry("backup evidence-key", "another key to sign a store's journal"),
                    new Entry("backup drill", "a master copy restored in a test, used, destroyed"),
                    new Entry("backup restore", "a master copy back into a token"),
                    new Entry("batch run", "the keys of a manifest"),
                    new Entry("tenant check", "what a tenant key needs, judged from az's JSON"),
                    new Entry("tenant runbook", "the commands for one tenant, in order"),
                    new Entry("tenant region", "where a tenant key's vault is best"),
                    new Entry("approve", "a second person's approval of a request"),
                    // Both before their first word alone, which is a command too.
                    new Entry(
                            "report verify", "the signatures, order and files of ceremony records"),
                    new Entry("report close", "the signed record after which a host adds none"),
                    new Entry("report", "the ceremony as one printable page"),
                    new Entry("audit", "who used the tenant key: two logs compared"),
                    new Entry("completion", "completion for bash, zsh or fish"));

    /** The only one. */
    public static final CommandTable KEYHAUL = new CommandTable();

    private CommandTable() {
        super("keyhaul", "dev.keyhaul.cli", ENTRIES, new Converters());
    }

    @Override
    protected String version() {
        return Version.text();
    }

    @Override
    protected List<Path> filesIn(String text) {
        return FilesInText.of(text);
    }

    @Override
    protected HelpTexts helpTexts() {
        return KeyhaulHelp.TEXTS;
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
                    "this is a bug of keyhaul: " + error.getClass().getSimpleName(),
                    "report it with the trace that -v prints; it holds no key material that we know"
                            + " of");
            console.trace(error);
            return ExitCode.FAILED;
        }
        String next =
                console.nextStep(known)
                        .orElse("docs/TROUBLESHOOTING.md lists symptoms, causes and fixes");
        if (known instanceof ApprovalMissingException) {
            console.waiting(String.valueOf(known.getMessage()), next);
        } else {
            console.error(String.valueOf(known.getMessage()), next);
            console.trace(known);
        }
        return ExitCode.of(known);
    }
}
