package dev.keyhaul.workflow;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KeyImport;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.UndeclaredBlob;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.workflow.record.RecordFacts;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a key into one vault and proves it there: after an approval of everything that decides which
 * key that is, with lint before the upload, and with its facts in the record. A key that the vault
 * holds already is proven, and not imported again. For one thread.
 *
 * @since 0.1.0
 */
public final class VaultImport {
    private final KeyVault vault;
    private final Act act;
    private final ImportProgress progress;
    private final KeyImport importing;
    private Optional<VaultKey> held = Optional.empty();
    private @Nullable TransferableKey target;
    private ApprovalSubject subject;
    private WorkKeys keys = WorkKeys.none();
    private @Nullable KeyExchangeKey kek;
    private @Nullable VaultKey inVault;
    private ImportKeks.@Nullable Note note;

    /**
     * Prepares an import; nothing is asked of the vault yet.
     *
     * @param options of the import, whose steps are set here
     * @param progress where the act's imports are
     */
    public VaultImport(
            KeyVault vault, KeyImport.Builder options, Act act, ImportProgress progress) {
        Arguments.notNull("vault", vault, "progress", progress);
        this.vault = vault;
        this.act = act;
        this.progress = progress;
        this.subject = act.subject();
        this.importing = options.steps(new Steps()).build();
    }

    /** What authenticates a KEK that is in the vault already. Called by the thread that imports. */
    @FunctionalInterface
    public interface KekProof {
        /**
         * Returns the KEK.
         *
         * @throws KeyTransferException if it is not authentic
         */
        KeyExchangeKey of(KekRecord inVault) throws KeyTransferException;
    }

    /**
     * A key that a vault holds now; the proof may have refuted that it is the right one.
     *
     * @param key as the vault shows it
     * @param proof what was proven of it there
     * @param kek the KEK that it was wrapped under, if that was done here
     */
    public record Imported(VaultKey key, VaultProof proof, Optional<KeyExchangeKey> kek) {
        public Imported {
            Arguments.notNull("key", key, "proof", proof, "kek", kek);
        }
    }

    /**
     * Looks for the key in the vault, where it may be after a run whose proof had no answer.
     *
     * @throws KeyTransferException if another key has the name, or a deleted key still holds it
     */
    public void lookFor(Fingerprint expected) throws KeyTransferException {
        Arguments.notNull("expected", expected);
        held = importing.held(expected);
    }

    /**
     * Imports a key under a KEK, as a key that an HSM protects.
     *
     * @param place where the key is, for the approval
     * @param kekName a KEK in the vault; null to make one, and to disable it at the end
     * @param authentic authenticates that KEK; not asked about one that is made
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public Imported key(
            TransferableKey key, String place, @Nullable String kekName, KekProof authentic)
            throws KeyTransferException {
        Arguments.notNull("place", place, "authentic", authentic);
        return imported(
                key,
                place,
                VaultProtection.HSM,
                () -> {
                    if (kekName == null) {
                        return importing.underNewKek(key);
                    }
                    KekRecord record = vault.downloadKek(kekName);
                    return importing.under(authentic.of(record), record, key);
                });
    }

    /**
     * Imports a key from a file as a software key.
     *
     * @param place where the key is, for the approval
     * @throws KeyTransferException if a rule forbids it, it is not approved, or a step fails
     */
    public Imported softwareKey(SoftwareKey key, String place) throws KeyTransferException {
        Arguments.notNull("place", place);
        return imported(key, place, VaultProtection.SOFTWARE, () -> importing.asSoftwareKey(key));
    }

    /**
     * Returns what others approve for a finished blob: one host may ask for it, and another one
     * imports it.
     *
     * @param act what the import is called
     * @param name of the key in the vault
     * @param blobSha256 of the blob's file
     */
    public static ApprovalSubject subjectOfBlob(
            String act, VaultHost vault, String name, String blobSha256, Fingerprint expected) {
        Arguments.notNull("act", act, "vault", vault, "name", name);
        Arguments.notNull("blobSha256", blobSha256, "expected", expected);
        return ApprovalSubject.to(act)
                .with("vault", vault)
                .with("key_name", name)
                .with("protection", VaultProtection.HSM.name().toLowerCase(Locale.ROOT))
                .with("blob_sha256", blobSha256)
                .with("expected_key", expected);
    }

    /**
     * Imports a finished blob, exactly these bytes.
     *
     * @param blob the file, and the kind of the key in it
     * @param known the keys that are known of it
     * @throws KeyTransferException if it is not approved, or a step fails
     */
    public Imported blob(UndeclaredBlob.Declared blob, ExpectedKey expected, WorkKeys known)
            throws KeyTransferException {
        Arguments.notNull("blob", blob, "expected", expected, "known", known);
        subject =
                subjectOfBlob(
                        act.name(),
                        vault.host(),
                        importing.name(),
                        Sha256.hex(blob.file()),
                        expected.fingerprint());
        keys = known;
        return done(expected, () -> importing.ofBlob(blob, expected));
    }

    /**
     * Lets the vault make the key; nobody's approval is asked for.
     *
     * @param lengthBits of an RSA or AES key; a curve has its own
     * @throws KeyTransferException if the name is taken, or a step fails
     */
    public Imported newKey(VaultKeyKind kind, int lengthBits, VaultProtection protection)
            throws KeyTransferException {
        Arguments.notNull("kind", kind, "protection", protection);
        return result(importing.ofNew(kind, lengthBits, protection));
    }

    private interface Way {
        VaultProof go() throws KeyTransferException;
    }

    private Imported imported(
            TransferableKey key, String place, VaultProtection protection, Way way)
            throws KeyTransferException {
        target = key;
        keys = WorkKeys.target(key.description().fingerprint());
        subject =
                subject.with("key", key.description().fingerprint())
                        .with("key_location", place)
                        .with("protection", protection.name().toLowerCase(Locale.ROOT))
                        .with(
                                "kek",
                                protection == VaultProtection.SOFTWARE
                                        ? "none: the key itself is sent over TLS"
                                        : "a new one, disabled after the import");
        return done(ExpectedKey.tenantKey(key.description(), protection), way);
    }

    private Imported done(ExpectedKey expected, Way way) throws KeyTransferException {
        ImportKeks.ofUser().disableLeft(vault, act);
        // A key that goes under a KEK is noted after it.
        if (target != null
                && (held.isPresent() || expected.protection() == VaultProtection.SOFTWARE)) {
            RecordFacts.target(act.record(), target);
        }
        try {
            return result(held.isPresent() ? importing.ofHeld(held.get(), expected) : way.go());
        } finally {
            if (note != null) {
                note.close(); // It is left to the next import.
            }
        }
    }

    private Imported result(VaultProof proof) {
        return new Imported(Objects.requireNonNull(inVault), proof, Optional.ofNullable(kek));
    }

    /** What the act adds to each step. */
    private final class Steps implements KeyImport.Steps {
        @Override
        public void warning(String text) {
            act.operator().warn(text);
        }

        @Override
        public void approve() throws KeyTransferException {
            progress.requireGoesOn();
            act.approval().require(subject, keys);
        }

        @Override
        public void kekToBeMade(String name) throws KeyTransferException {
            progress.requireGoesOn();
            // Before it exists: an answer may be lost.
            note = ImportKeks.ofUser().note(vault.host(), name);
            progress.kek(vault.host(), name, false);
        }

        @Override
        public void kekMade(KeyIdentifier made) {
            progress.kek(vault.host(), made.name(), true);
            act.operator().note("made a KEK for this import: " + made);
        }

        @Override
        public void held(VaultKey there) {
            act.operator()
                    .note(
                            there.id()
                                    + " already has this key: it was proven, and not imported again");
        }

        @Override
        public void kek(KeyExchangeKey under) {
            kek = under;
            keys = keys.and(WorkKeys.kek(under.publicKey()));
            subject = subject.with("kek", Fingerprint.of(under.publicKey()) + " " + under.kid());
            RecordFacts.kek(act.record(), under);
            RecordFacts.target(act.record(), Objects.requireNonNull(target));
        }

        @Override
        public void wrapped(KeyTransferBlob blob, byte[] file, KekRecord under)
                throws KeyTransferException {
            RecordFacts.proof(act.record(), blob.wrapped());
            new BlobGate(file, "the blob", act)
                    .requireClean(
                            LintContext.fileAlone(Clock.systemUTC().instant())
                                    .withKek(LintContext.Kek.of(under))
                                    .withVault(under.kid().vault()));
        }

        @Override
        public void sending() throws KeyTransferException {
            progress.requireGoesOn();
            progress.sending();
        }

        @Override
        public void proven(VaultKey there, VaultProof proof) {
            progress.imported(there.id());
            RecordFacts.inVault(act.record(), there, proof);
            inVault = there;
        }

        @Override
        public void kekDisabled(KeyIdentifier disabled) {
            progress.kekDisabled();
            try (ImportKeks.Note known = note) {
                if (known != null) {
                    known.forget();
                }
            } catch (FileException e) {
                act.operator().warn(String.valueOf(e.getMessage()));
            }
            note = null;
            RecordFacts.disabled(act.record(), disabled);
            act.operator().note("disabled the KEK " + disabled);
        }
    }
}
