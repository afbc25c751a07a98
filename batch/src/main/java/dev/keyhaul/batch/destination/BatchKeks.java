package dev.keyhaul.batch.destination;

import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The KEKs of a batch: each file is read once, and each KEK is authenticated by a fingerprint.
 * Thread-safe.
 *
 * <pre>{@code
 * // the fingerprint that a second person obtained holds for each item without one of its own
 * BatchKeks keks = new BatchKeks(List.of(fingerprint), false, System.err::println);
 * }</pre>
 *
 * @since 0.1.0
 */
public final class BatchKeks {
    static final String KEK = "kek";
    private static final String KID = "kid";
    private static final String KEK_SHA256 = "kek_sha256";

    /** The columns that name a KEK in a file and authenticate it. */
    public static final List<String> COLUMNS = List.of(KEK, KID, KEK_SHA256);

    private static final String KEK_NAME = "kek_name";

    private static final String HOW =
            "let a second person obtain it on another machine, and put it into the item's kek_sha256";
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** A ceremony has one KEK; a batch with more than this is a mistake. */
    private static final int MAX_KEKS = 10_000;

    private final List<Fingerprint> fingerprints;
    private final boolean rehearsal;
    private final Consumer<String> warnings;
    private final DecidingFiles files = new DecidingFiles();
    private final Map<InFile, FileKek> known = new HashMap<>();
    private final Set<Fingerprint> named = new HashSet<>();

    private record InFile(Path file, Optional<String> kid, Optional<String> fingerprint) {}

    /** A KEK, and the file that it comes from. Immutable. */
    public static final class FileKek {
        private final KeyExchangeKey kek;
        private final DecidingFile file;

        /** Hashed once: many items have the same KEK. */
        private final Decision.Opener opener;

        private FileKek(KeyExchangeKey kek, DecidingFile file) {
            this.kek = kek;
            this.file = file;
            this.opener = Decision.Opener.of(kek);
        }

        /** {@return the KEK, authenticated} */
        public KeyExchangeKey kek() {
            return kek;
        }

        /** {@return what it was parsed from} */
        public DecidingFile file() {
            return file;
        }

        /**
         * {@return the decision to wrap a key under it}
         *
         * @param next says what happens with the blob
         */
        public Decision decision(Delivery.Next next) {
            Arguments.notNull("next", next);
            return Decision.to((key, warnings) -> new Delivery.UnderKek(kek, next))
                    .openedBy(opener)
                    .from(file);
        }
    }

    /**
     * Makes an empty collection.
     *
     * @param fingerprints authenticate the KEKs of items without {@code kek_sha256}
     * @param rehearsal whether KEKs of a local vault are allowed, which nothing authenticates
     * @param warnings takes what is unusual about a KEK
     */
    public BatchKeks(List<Fingerprint> fingerprints, boolean rehearsal, Consumer<String> warnings) {
        Arguments.notNull("warnings", warnings);
        this.fingerprints = List.copyOf(fingerprints);
        this.rehearsal = rehearsal;
        this.warnings = warnings;
    }

    /**
     * Refuses a local vault outside a rehearsal, for keys that go there without a KEK, too.
     *
     * @param vault the vault that the keys go to
     * @throws RefusedException if it is one
     */
    public void requireCeremony(VaultHost vault) throws RefusedException {
        BlobWrapper.requireCeremony(vault, rehearsal);
    }

    /**
     * {@return whether an item names a KEK in a file}
     *
     * @param item a line of the manifest
     * @throws MalformedInputException if columns are missing beside those that are given
     */
    public static boolean isFileIn(BatchItem item) throws MalformedInputException {
        if (item.has(KEK)) {
            return true;
        }
        if (item.has(KID)) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    "kid is given without kek",
                    "kek must name the KEK's file");
        }
        if (item.has(KEK_SHA256) && !item.has(KEK_NAME)) {
            throw new MalformedInputException(
                    Reason.BATCH_MANIFEST_FORM,
                    "kek_sha256 is given without kek or kek_name",
                    "kek must name the KEK's file");
        }
        return false;
    }

    /**
     * {@return the KEK in the file that an item names; the same object for the same columns}
     *
     * @param item a line of the manifest
     * @throws KeyTransferException if it is malformed, against the rules, or not authenticated
     */
    public synchronized FileKek inFile(BatchItem item) throws KeyTransferException {
        InFile named =
                new InFile(
                        item.folder().resolve(item.required(KEK)),
                        item.value(KID),
                        item.value(KEK_SHA256));
        FileKek kek = known.get(named);
        if (kek == null) {
            if (known.size() == MAX_KEKS) {
                throw new RefusedException(
                        Reason.TOO_MANY,
                        "more than " + MAX_KEKS + " KEKs",
                        "split the manifest into several");
            }
            kek = read(named);
            known.put(named, kek);
        }
        return kek;
    }

    private FileKek read(InFile named) throws KeyTransferException {
        DecidingFile file = files.read(named.file, MAX_FILE_BYTES);
        KeyIdentifier kid =
                named.kid.isEmpty() ? null : KeyIdentifier.parseVersioned(named.kid.get());
        KekCandidate candidate =
                file.parse(
                        bytes ->
                                InputFile.parsed(
                                        named.file,
                                        bytes,
                                        content ->
                                                KekCandidate.read(
                                                        content, kid, Clock.systemUTC().instant()),
                                        FileKind.KEK_RECORD,
                                        FileKind.orOtherKek()));
        KeyExchangeKey kek = authenticate(candidate, named.fingerprint, "the KEK in " + named.file);
        kek.warnings().forEach(warning -> warnings.accept(named.file + ": " + warning));
        return new FileKek(kek, file);
    }

    /**
     * {@return the fingerprints of the KEKs so far: those in files, and those that the items or the
     * operator name}
     */
    public synchronized Set<Fingerprint> keks() {
        Set<Fingerprint> all = new HashSet<>(named);
        all.addAll(fingerprints);
        known.values().forEach(each -> all.add(Fingerprint.of(each.kek().publicKey())));
        return all;
    }

    /**
     * Authenticates a KEK that a vault returned.
     *
     * @param kek the KEK, as the vault returned it
     * @param fingerprint the item's own; null for the common ones
     * @return the KEK, under which a key may be wrapped
     * @throws KeyTransferException if there is no fingerprint, or the KEK has another
     */
    public KeyExchangeKey authenticate(KekCandidate kek, @Nullable String fingerprint)
            throws KeyTransferException {
        return authenticate(kek, Optional.ofNullable(fingerprint), "the KEK " + kek.kid());
    }

    private KeyExchangeKey authenticate(KekCandidate kek, Optional<String> ofItem, String name)
            throws KeyTransferException {
        requireCeremony(kek.kid().vault());
        if (kek.kid().vault().isRehearsal() && ofItem.isEmpty()) {
            return kek.authenticate(new KekProvenance.Rehearsal());
        }
        List<Fingerprint> given =
                ofItem.isPresent() ? List.of(Fingerprint.parse(ofItem.get())) : fingerprints;
        if (given.isEmpty()) {
            throw new RefusedException(
                    Reason.KEK_FINGERPRINT_MISSING,
                    name
                            + " is not authenticated: its fingerprint begins with "
                            + Fingerprint.of(kek.publicKey()).firstHalf(),
                    HOW);
        }
        Fingerprint best =
                given.stream()
                        .filter(fingerprint -> fingerprint.matches(kek.publicKey()))
                        .findFirst()
                        .orElse(given.get(0));
        return kek.authenticate(new KekProvenance.OperatorsFingerprint(best));
    }

    /**
     * Checks, without asking a vault, that the KEK that an item names in it can be authenticated.
     *
     * @param item a line of the manifest
     * @param vault the vault that the keys go to
     * @throws RefusedException if no fingerprint was given for it
     */
    public void requireFingerprint(BatchItem item, VaultHost vault) throws KeyTransferException {
        Arguments.notNull("vault", vault);
        if (item.has(KEK_SHA256)) {
            synchronized (this) {
                named.add(Fingerprint.parse(item.required(KEK_SHA256)));
            }
        } else if (!vault.isRehearsal() && fingerprints.isEmpty()) {
            throw new RefusedException(
                    Reason.KEK_FINGERPRINT_MISSING,
                    "the KEK " + item.required(KEK_NAME) + " of " + vault + " has no fingerprint",
                    HOW);
        }
    }
}
