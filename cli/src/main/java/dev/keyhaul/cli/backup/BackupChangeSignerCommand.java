package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.EvidenceKeyChange;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.ceremony.HostName;
import dev.keyhaul.cli.command.RecordedKeyCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.OpenedEvidenceKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the evidence key of a store's journal. */
public final class BackupChangeSignerCommand extends RecordedKeyCommand {
    private static final Headline HEADLINE = Headline.of("journal_head", "store", "evidence_key");

    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final int MAX_REASON_CHARS = 500;

    @Mixin private StoreOption store = new StoreOption();

    @Option(
            names = "--new-signer",
            paramLabel = "PUB.pem",
            description = "public half of the new evidence key, to which the old one hands over")
    private @Nullable Path next;

    @Option(
            names = "--take-over",
            description = "the key of --sign-with takes over the journal, without the old key")
    private boolean takesOver;

    @Option(
            names = "--expect-head",
            paramLabel = "H",
            description = "with --take-over: the journal's head, once you have checked each entry")
    private @Nullable String head;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "with --take-over: why it is needed, for those who read the journal")
    private @Nullable String reason;

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenedEvidenceKey signer = evidence.signing.open(List.of(), access, console)) {
            MasterCopyStore opened = signer.sign(store.open(console));
            if (next != null && !takesOver && head == null && reason == null) {
                RSAPublicKey key =
                        InputFile.parse(
                                next,
                                MAX_FILE_BYTES,
                                PublicKeyEncoding::parse,
                                FileKind.PUBLIC_KEY);
                report(
                        EvidenceKeyChange.handOver(opened, key, new Operator(HostName.operator())),
                        key,
                        console);
            } else if (next == null && takesOver && head != null && reason != null) {
                takeOver(opened, signer, console);
            } else {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        "give --new-signer PUB.pem, or --take-over with --expect-head and --reason",
                        "--new-signer needs the old key; --take-over does not");
            }
        }
    }

    private void takeOver(MasterCopyStore opened, OpenedEvidenceKey signer, Console console)
            throws KeyTransferException {
        String why = String.valueOf(reason).strip();
        if (why.isEmpty() || why.length() > MAX_REASON_CHARS) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    "--reason has " + why.length() + " characters; 1 to " + MAX_REASON_CHARS,
                    "state in one sentence why the key takes over the journal");
        }
        JournalHead now =
                EvidenceKeyChange.takeOver(
                        opened,
                        TrustOptions.head(String.valueOf(head)),
                        why,
                        new Operator(HostName.operator()));
        report(now, signer.signer().orElseThrow().publicKey(), console);
        console.note("entries that this key did not sign prove nothing: drill the copies");
    }

    private void report(JournalHead now, RSAPublicKey key, Console console) {
        console.report(
                JsonObject.builder()
                        .put("store", store.folder.toString())
                        .put("evidence_key", Fingerprint.of(key).toString())
                        .put("journal_head", now.sha256())
                        .build(),
                HEADLINE);
    }
}
