package dev.keyhaul.cli.batch;

import dev.keyhaul.backup.CopyDoor;
import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.recipient.CertificateRecipient;
import dev.keyhaul.backup.recipient.PasswordRecipient;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.batch.Prepared;
import dev.keyhaul.cli.backup.Operator;
import dev.keyhaul.cli.backup.RecipientCertificate;
import dev.keyhaul.cli.backup.RecipientSpec;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Items that become master copies, made and tested as {@code backup create} does. A copy that a
 * killed run had finished is found in its store.
 */
final class CopyItems {
    private static final String FINGERPRINT = "fingerprint";
    private static final String SINCE = "since";
    private static final String COPY = "copy";

    private final Path folder;
    private final Tokens tokens;
    private final Secrets passwords;
    private final RecipientPinOption recipientPin;

    CopyItems(Path folder, Tokens tokens, Secrets passwords, RecipientPinOption recipientPin) {
        this.folder = folder;
        this.tokens = tokens;
        this.passwords = passwords;
        this.recipientPin = recipientPin;
    }

    Prepared step(
            ItemPlan plan, ItemPlan.Destination.Copy copy, TransferableKey key, Console console) {
        JsonObject intent =
                JsonObject.builder()
                        .put(FINGERPRINT, key.description().fingerprint().toString())
                        .put(
                                SINCE,
                                Clock.systemUTC()
                                        .instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString())
                        .build();
        return new Prepared.Step(plan.item(), intent, () -> make(copy, key, console));
    }

    private JsonObject make(ItemPlan.Destination.Copy copy, TransferableKey key, Console console)
            throws KeyTransferException {
        List<Passphrase> opened = new ArrayList<>();
        try {
            List<CopyRecipient> recipients = new ArrayList<>();
            for (String text : copy.recipients()) {
                recipients.add(recipient(RecipientSpec.parse(text), copy, opened));
            }
            MasterCopyRequest request =
                    CopyDoor.to(recipients)
                            .wrap(
                                    key,
                                    Operator.name(),
                                    Version.generator(),
                                    wrapped -> warnUntested(wrapped, console));
            MasterCopy made = MasterCopyStore.openOrCreate(copy.store()).create(request);
            return result(made);
        } finally {
            opened.forEach(Passphrase::close);
        }
    }

    private CopyRecipient recipient(
            RecipientSpec spec, ItemPlan.Destination.Copy copy, List<Passphrase> opened)
            throws KeyTransferException {
        if (spec instanceof RecipientSpec.InToken held) {
            return TokenKeyRecipient.find(
                    tokens.open(held.uri(), recipientSecrets(copy)).token(), held.uri().key());
        } else if (spec instanceof RecipientSpec.Certificate holder) {
            return CertificateRecipient.of(
                    RecipientCertificate.read(folder.resolve(holder.file())));
        } else if (spec instanceof RecipientSpec.Password) {
            Passphrase password = passwords.of(copy.passwordFile()).read();
            opened.add(password);
            return new PasswordRecipient(password, new SecureRandom());
        }
        throw new RefusedException("no recipient for a batch", "see docs/BATCH.md");
    }

    private SourceSecrets recipientSecrets(ItemPlan.Destination.Copy copy) {
        return CommandSecrets.of(Tokens.pin(copy.toPinFile(), recipientPin.pin()));
    }

    private static void warnUntested(Recipient recipient, Console console) {
        if (!recipient.isTestedWhenMade()) {
            console.warn(
                    "the copy was not restored in a test for the "
                            + recipient.describe()
                            + ": drill it");
        }
    }

    Optional<JsonObject> find(ItemPlan.Destination.Copy copy, JsonObject intent)
            throws KeyTransferException {
        if (!Files.exists(copy.store())) {
            return Optional.empty();
        }
        Fingerprint key = Fingerprint.parse(intent.string(FINGERPRINT));
        for (StoredCopy stored : MasterCopyStore.open(copy.store()).list()) {
            if (stored instanceof StoredCopy.Listed listed
                    && !listed.copy().manifest().created().isBefore(intent.time(SINCE))
                    && key.equals(listed.copy().manifest().fingerprint())) {
                return Optional.of(result(listed.copy()));
            }
        }
        return Optional.empty();
    }

    private static JsonObject result(MasterCopy copy) {
        return JsonObject.builder().put(COPY, copy.id().text()).build();
    }
}
