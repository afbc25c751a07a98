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
import dev.keyhaul.batch.BatchDestination;
import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.BatchTarget;
import dev.keyhaul.batch.Delivery;
import dev.keyhaul.cli.backup.Operator;
import dev.keyhaul.cli.backup.RecipientCertificate;
import dev.keyhaul.cli.backup.RecipientSpec;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.file.SecretFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.source.SharedTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Master copies, made and tested as {@code backup create} does. Thread-safe. */
final class CopyDestination implements BatchDestination {
    private static final String STORE = "store";
    private static final String TO = "to";
    private static final String TO_PIN_FILE = "to_pin_file";
    private static final String OUT_PASSWORD_FILE = "out_password_file";

    private final SharedTokens tokens;
    private final PasswordSource passwords;
    private final RecipientPinOption recipientPin;

    /**
     * Makes the destination.
     *
     * @param passwords gives the password of items that name no file for it
     */
    CopyDestination(
            SharedTokens tokens, PasswordSource passwords, RecipientPinOption recipientPin) {
        this.tokens = tokens;
        this.passwords = passwords;
        this.recipientPin = recipientPin;
    }

    @Override
    public String namingColumn() {
        return STORE;
    }

    @Override
    public List<String> otherColumns() {
        return List.of(TO, TO_PIN_FILE, OUT_PASSWORD_FILE);
    }

    @Override
    public BatchTarget parse(BatchItem item) throws KeyTransferException {
        return new Copy(
                item.folder().resolve(item.required(STORE)),
                recipients(item.required(TO)),
                item.folder(),
                item.path(TO_PIN_FILE),
                item.path(OUT_PASSWORD_FILE));
    }

    /** A {@code |} is in no URI (RFC 7512 has it escaped), and in few names of files. */
    private static List<String> recipients(String text) throws MalformedInputException {
        List<String> all = Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
        for (String recipient : all) {
            if (recipient.isEmpty() || recipient.startsWith("shares:")) {
                throw new MalformedInputException(
                        recipient.isEmpty() ? "an empty recipient" : "shares need their holders",
                        "a batch makes copies for pkcs11:…, rsa:CERT.pem and password, separated"
                                + " by |");
            }
        }
        return all;
    }

    /** One copy. One that a killed run had finished is found in its store. */
    private final class Copy implements BatchTarget {
        private static final String FINGERPRINT = "fingerprint";
        private static final String SINCE = "since";

        private final Path store;
        private final List<String> recipients;
        private final Path folder;
        private final Optional<Path> pinFile;
        private final Optional<Path> passwordFile;

        Copy(
                Path store,
                List<String> recipients,
                Path folder,
                Optional<Path> pinFile,
                Optional<Path> passwordFile) {
            this.store = store;
            this.recipients = recipients;
            this.folder = folder;
            this.pinFile = pinFile;
            this.passwordFile = passwordFile;
        }

        @Override
        public boolean isUnderKek() {
            return false;
        }

        @Override
        public void check() throws KeyTransferException {
            for (String recipient : recipients) {
                if (RecipientSpec.parse(recipient) instanceof RecipientSpec.InToken held
                        && (held.uri().namesModule() || held.uri().pinFile().isPresent())) {
                    throw new MalformedInputException(
                            "a recipient's URI names a module or a PIN file",
                            "give --module, and the PIN file in to_pin_file");
                }
            }
        }

        @Override
        public Delivery deliver(TransferableKey key, Consumer<String> warnings) {
            Map<String, String> intent = new LinkedHashMap<>();
            intent.put(FINGERPRINT, key.description().fingerprint().toString());
            intent.put(
                    SINCE, Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
            return new Delivery.Action(intent, () -> make(key, warnings));
        }

        private Map<String, String> make(TransferableKey key, Consumer<String> warnings)
                throws KeyTransferException {
            List<Passphrase> opened = new ArrayList<>();
            try {
                List<CopyRecipient> open = new ArrayList<>();
                for (String text : recipients) {
                    open.add(recipient(RecipientSpec.parse(text), opened));
                }
                MasterCopyRequest request =
                        CopyDoor.to(open)
                                .wrap(
                                        key,
                                        Operator.name(),
                                        Version.generator(),
                                        recipient -> warnUntested(recipient, warnings));
                return result(MasterCopyStore.openOrCreate(store).create(request));
            } finally {
                opened.forEach(Passphrase::close);
            }
        }

        private CopyRecipient recipient(RecipientSpec spec, List<Passphrase> opened)
                throws KeyTransferException {
            if (spec instanceof RecipientSpec.InToken held) {
                return TokenKeyRecipient.find(
                        tokens.open(held.uri(), secrets()).token(), held.uri().key());
            } else if (spec instanceof RecipientSpec.Certificate holder) {
                return CertificateRecipient.of(
                        RecipientCertificate.read(folder.resolve(holder.file())));
            } else if (spec instanceof RecipientSpec.Password) {
                Passphrase password =
                        passwordFile.isPresent()
                                ? SecretFile.read(passwordFile.get())
                                : passwords.read();
                opened.add(password);
                return new PasswordRecipient(password, new SecureRandom());
            }
            throw new RefusedException("no recipient for a batch", "see docs/BATCH.md");
        }

        private SourceSecrets secrets() {
            return CommandSecrets.of(
                    pinFile.isPresent()
                            ? SecretSource.of("PIN", "--pin-file").fromFile(pinFile.get())
                            : recipientPin.pin());
        }

        @Override
        public Optional<Map<String, String>> find(
                Map<String, String> intent, Consumer<String> warnings) throws KeyTransferException {
            if (!Files.exists(store)) {
                return Optional.empty();
            }
            Fingerprint key = Fingerprint.parse(intent.getOrDefault(FINGERPRINT, ""));
            Instant since = since(intent);
            for (StoredCopy stored : MasterCopyStore.open(store).list()) {
                if (stored instanceof StoredCopy.Listed listed
                        && !listed.copy().manifest().created().isBefore(since)
                        && key.equals(listed.copy().manifest().fingerprint())) {
                    return Optional.of(result(listed.copy()));
                }
            }
            return Optional.empty();
        }
    }

    private static Instant since(Map<String, String> intent) throws MalformedInputException {
        try {
            return Instant.parse(intent.getOrDefault("since", ""));
        } catch (DateTimeParseException e) {
            throw new MalformedInputException("the journal has no time for this copy", null, e);
        }
    }

    private static void warnUntested(Recipient recipient, Consumer<String> warnings) {
        if (!recipient.isTestedWhenMade()) {
            warnings.accept(
                    "the copy was not restored in a test for the "
                            + recipient.describe()
                            + ": drill it");
        }
    }

    private static Map<String, String> result(MasterCopy copy) {
        return Map.of("copy", copy.id().text());
    }
}
