package dev.keyhaul.backup.destination;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchTarget;
import dev.keyhaul.batch.destination.DecidingFile;
import dev.keyhaul.batch.destination.DecidingFiles;
import dev.keyhaul.batch.destination.Decision;
import dev.keyhaul.batch.destination.Delivery;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.source.SharedTokens;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
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
import java.util.function.Function;

/** Master copies, made and tested as for one key alone. Thread-safe. */
public final class CopyDestination implements BatchDestination {
    private static final String STORE = "store";
    private static final String TO = "to";
    private static final String TO_PIN_FILE = "to_pin_file";
    private static final String OUT_PASSWORD_FILE = "out_password_file";

    private final DecidingFiles certificates = new DecidingFiles();
    private final SharedTokens tokens;
    private final PasswordSource passwords;
    private final Function<Optional<Path>, SourceSecrets> pins;
    private final Operator operator;
    private final String tool;
    private final boolean weakPasswordAllowed;

    /**
     * Makes the destination.
     *
     * @param tokens opens the recipients' tokens
     * @param passwords gives the password of items that name no file for it
     * @param pins gives the PIN of a recipient's token, from an item's file if it names one
     * @param operator who makes the copies
     * @param tool the tool and its version
     * @param weakPasswordAllowed whether passwords of fewer than 12 characters are wanted
     */
    public CopyDestination(
            SharedTokens tokens,
            PasswordSource passwords,
            Function<Optional<Path>, SourceSecrets> pins,
            Operator operator,
            String tool,
            boolean weakPasswordAllowed) {
        this.tokens = tokens;
        this.passwords = passwords;
        this.pins = pins;
        this.operator = operator;
        this.tool = tool;
        this.weakPasswordAllowed = weakPasswordAllowed;
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
                item.folder().resolve(item.required(STORE)), recipients(item.required(TO)), item);
    }

    /** A {@code |} is in no URI (RFC 7512 has it escaped), and in few names of files. */
    private static List<String> recipients(String text) throws MalformedInputException {
        List<String> all = Arrays.stream(text.split("\\|", -1)).map(String::strip).toList();
        for (String recipient : all) {
            if (recipient.isEmpty() || recipient.startsWith("shares:")) {
                throw new MalformedInputException(
                        Reason.RECIPIENT_FORM,
                        recipient.isEmpty() ? "a recipient is empty" : "a batch cannot make shares",
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
        private final BatchItem item;

        Copy(Path store, List<String> recipients, BatchItem item) {
            this.store = store;
            this.recipients = recipients;
            this.item = item;
        }

        @Override
        public boolean isUnderKek() {
            return false;
        }

        /** The store, too: what is in it was made here. */
        @Override
        public List<Path> reads() {
            List<Path> files = new ArrayList<>(List.of(store));
            for (String recipient : recipients) {
                if (recipient.startsWith(RecipientSpec.RSA)) {
                    files.add(
                            item.folder().resolve(recipient.substring(RecipientSpec.RSA.length())));
                }
            }
            return files;
        }

        @Override
        public void check() throws KeyTransferException {
            for (String recipient : recipients) {
                RecipientSpec.parse(recipient);
            }
        }

        /** Whoever gets the copy is found now; a password is asked for when it is made. */
        @Override
        public Decision decide(Consumer<String> warnings) throws KeyTransferException {
            Holders holders = new Holders(item);
            Decision decision = Decision.to((key, told) -> delivery(key, holders, told));
            for (String text : recipients) {
                decision = decision.openedBy(holders.add(RecipientSpec.parse(text)));
            }
            for (DecidingFile file : holders.files) {
                decision = decision.from(file);
            }
            return decision;
        }

        private Delivery delivery(TransferableKey key, Holders holders, Consumer<String> warnings) {
            Map<String, String> intent = new LinkedHashMap<>();
            intent.put(FINGERPRINT, key.description().fingerprint().toString());
            intent.put(
                    SINCE, Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString());
            return new Delivery.Action(intent, () -> make(key, holders, warnings));
        }

        private Map<String, String> make(
                TransferableKey key, Holders holders, Consumer<String> warnings)
                throws KeyTransferException {
            try (holders) {
                MasterCopyRequest request =
                        CopyWrapper.to(holders.open())
                                .wrap(
                                        key,
                                        operator,
                                        tool,
                                        recipient -> warnUntested(recipient, warnings));
                return result(MasterCopyStore.openOrCreate(store).create(request));
            }
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

    /** Who gets the copy of an item; closing it wipes the password. */
    private final class Holders implements RecipientAccess, AutoCloseable {
        private final BatchItem item;
        private final List<CopyOpening> each = new ArrayList<>();
        private final List<DecidingFile> files = new ArrayList<>();
        private final List<Passphrase> opened = new ArrayList<>();
        private String where = "";

        private Holders(BatchItem item) {
            this.item = item;
        }

        /** Finds a recipient; of a password nothing is known yet. */
        private Decision.Opener add(RecipientSpec spec) throws KeyTransferException {
            if (spec instanceof RecipientSpec.Password) {
                each.add(() -> spec.open(this));
                return new Decision.Opener(
                        Decision.Role.RECIPIENT, Recipient.Password.IDENTITY, "");
            }
            where = "";
            CopyRecipient recipient = spec.open(this);
            each.add(() -> recipient);
            Recipient described = recipient.description();
            return new Decision.Opener(
                    Decision.Role.RECIPIENT, described.identity(), described.describe() + where);
        }

        private List<CopyRecipient> open() throws KeyTransferException {
            List<CopyRecipient> all = new ArrayList<>();
            for (CopyOpening recipient : each) {
                all.add(recipient.open());
            }
            return all;
        }

        @Override
        public Token token(TokenUri uri) throws KeyTransferException {
            Token token = tokens.open(uri, pins.apply(item.path(TO_PIN_FILE))).token();
            where = ", serial " + token.info().serial();
            return token;
        }

        @Override
        public Passphrase password() throws KeyTransferException {
            Optional<Path> file = item.path(OUT_PASSWORD_FILE);
            Passphrase password = file.isPresent() ? Passphrase.read(file.get()) : passwords.read();
            opened.add(password);
            return password;
        }

        @Override
        public boolean allowsWeakPassword() {
            return weakPasswordAllowed;
        }

        @Override
        public X509Certificate certificate(Path named) throws KeyTransferException {
            DecidingFile file =
                    RecipientCertificate.among(certificates, item.folder().resolve(named));
            files.add(file);
            return RecipientCertificate.parse(file);
        }

        @Override
        public void close() {
            opened.forEach(Passphrase::close);
        }
    }

    /** A recipient that is open, or is opened when the copy is made. */
    private interface CopyOpening {
        CopyRecipient open() throws KeyTransferException;
    }

    private static Instant since(Map<String, String> intent) throws MalformedInputException {
        try {
            return Instant.parse(intent.getOrDefault("since", ""));
        } catch (DateTimeParseException e) {
            throw new MalformedInputException(
                    Reason.JSON_MEMBER, "the journal has no time for this copy", null, e);
        }
    }

    private static void warnUntested(Recipient recipient, Consumer<String> warnings) {
        if (!recipient.isTestedWhenMade()) {
            warnings.accept(
                    "the copy was not restored in a test for "
                            + recipient.describe()
                            + ": drill it");
        }
    }

    private static Map<String, String> result(MasterCopy copy) {
        return Map.of("copy", copy.id().text());
    }
}
