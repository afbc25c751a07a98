package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.Version;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.cli.option.Noted;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;

/** A key wrapped under a KEK into a blob: the rules before, and the report after. */
public final class BlobMaking {
    private final KeyExchangeKey kek;
    private final WrappedKey wrapped;
    private final KeyTransferBlob blob;

    private BlobMaking(KeyExchangeKey kek, WrappedKey wrapped) {
        this.kek = kek;
        this.wrapped = wrapped;
        this.blob = KeyTransferBlob.of(kek, wrapped, Version.generator());
    }

    /**
     * Checks the rules, then wraps.
     *
     * @throws RefusedException when the key's length, the KEK's strength or a rehearsal forbids it
     * @throws KeyTransferException when the wrap fails or its proof does not hold
     */
    public static BlobMaking of(
            TransferableKey key,
            KeyExchangeKey kek,
            boolean rehearsal,
            CommonOptions common,
            Console console)
            throws KeyTransferException {
        return of(key, kek, rehearsal, () -> {}, common, console);
    }

    /** What must be allowed by others, too, when the rules allow it. */
    interface Approval {
        void require() throws KeyTransferException;
    }

    static BlobMaking of(
            TransferableKey key,
            KeyExchangeKey kek,
            boolean rehearsal,
            Approval approval,
            CommonOptions common,
            Console console)
            throws KeyTransferException {
        Noted.target(common.record, key);
        requireAllowed(key, kek, rehearsal, common, console);
        approval.require();
        WrappedKey wrapped = key.wrapUnder(kek.wrappingKey());
        Noted.proof(common.record, wrapped);
        BlobMaking made = new BlobMaking(kek, wrapped);
        wrapped.requireUnchanged(made.blob.ciphertext());
        return made;
    }

    /**
     * Checks the rules.
     *
     * @throws RefusedException when the key's length, the KEK's strength or a rehearsal forbids it
     */
    public static void requireAllowed(
            TransferableKey key,
            KeyExchangeKey kek,
            boolean rehearsal,
            CommonOptions common,
            Console console)
            throws RefusedException {
        int bits = key.publicKey().getModulus().bitLength();
        common.profile.check(bits, common.allowWeakKey).forEach(console::warn);
        kek.requireAsStrongAs(key.publicKey());
        requireCeremony(kek.kid(), rehearsal);
    }

    /**
     * Refuses a KEK of the local vault outside a rehearsal: nothing authenticates it.
     *
     * @throws RefusedException when the KEK is one, and this is none
     */
    public static void requireCeremony(KeyIdentifier kek, boolean rehearsal)
            throws RefusedException {
        if (kek.vault().isRehearsal() && !rehearsal) {
            throw new RefusedException(
                    "the KEK is a rehearsal's: whoever runs the local vault can read what it wraps",
                    "give --rehearsal if the key is a rehearsal's too");
        }
    }

    /** Returns the blob. */
    public KeyTransferBlob blob() {
        return blob;
    }

    /**
     * Returns the blob as a file, after reading it: it holds the very bytes that were proven.
     *
     * @throws KeyTransferException when it does not
     */
    public byte[] toFile() throws KeyTransferException {
        byte[] file = blob.toFile();
        wrapped.requireUnchanged(KeyTransferBlob.parse(file).ciphertext());
        return file;
    }

    /** Returns the wrapped key, and how it was wrapped and proven. */
    public WrappedKey wrapped() {
        return wrapped;
    }

    /** Returns which key was wrapped, how, and how that was proven, for reports. */
    static JsonObject report(WrappedKey wrapped) {
        return JsonObject.builder()
                .put("key_fingerprint", Fingerprint.of(wrapped.publicKey()).toString())
                .put("key_location", wrapped.origin().location())
                .put("key_protection", wrapped.origin().protection().label())
                .put("strategy", wrapped.strategy())
                .put("proof", wrapped.proof().label(wrapped.method()))
                .put("notes", wrapped.notes())
                .put("origin", wrapped.origin().details())
                .build();
    }

    /** Returns what was done and proven, for reports. */
    public JsonObject report(String file, byte[] content) {
        return JsonObject.builder()
                .put("file", file)
                .put("sha256", FileHash.of(content))
                .put("ciphertext_bytes", blob.ciphertext().length)
                .put("kid", kek.kid().toString())
                .put("kek_fingerprint", Fingerprint.of(kek.publicKey()).toString())
                .put("kek_vouched_for_by", kek.authenticatedBy())
                .putAll(report(wrapped))
                .build();
    }
}
