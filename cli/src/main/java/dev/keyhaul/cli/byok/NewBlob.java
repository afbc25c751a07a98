package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyTransferBlob;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.rehearsal.RecordFacts;
import java.time.Clock;
import java.util.Optional;

/** A key wrapped under a KEK into a blob, with what is recorded and reported of it. */
public record NewBlob(KeyExchangeKey kek, KeyTransferBlob blob) {
    /** What must be allowed by others, too, when the rules allow it. */
    public interface Approval {
        /**
         * Goes on if it is there.
         *
         * @throws KeyTransferException if it is missing or not valid
         */
        void require() throws KeyTransferException;
    }

    /**
     * Wraps, within the rules.
     *
     * @param approval is asked for when the rules allow the wrap, and before it
     * @throws RefusedException when the key's length, the KEK's strength or a rehearsal forbids it
     * @throws KeyTransferException when the wrap fails or its proof does not hold
     */
    public static NewBlob of(
            TransferableKey key,
            KeyExchangeKey kek,
            BlobDoor door,
            Approval approval,
            Console console)
            throws KeyTransferException {
        RecordFacts.target(console.record(), key);
        door.check(key).forEach(console::warn);
        approval.require();
        KeyTransferBlob blob = door.wrap(key);
        RecordFacts.proof(console.record(), blob.wrapped());
        return new NewBlob(kek, blob);
    }

    /** Returns the door with what the options ask of it. */
    public static BlobDoor.Builder door(
            KeyExchangeKey kek, ProfileOption profile, AccessOptions access, boolean rehearsal) {
        return BlobDoor.under(kek)
                .profile(profile.profile)
                .allowWeakKeys(access.allowWeakKey)
                .rehearsal(rehearsal)
                .generator(Version.generator());
    }

    /**
     * Returns the blob as a file.
     *
     * @throws KeyTransferException when it does not hold the very bytes that were proven
     */
    public byte[] toFile() throws KeyTransferException {
        return blob.toFile();
    }

    /**
     * Looks for mistakes that only whoever wrapped the bytes can have made.
     *
     * @throws CheckFailedException naming the first one
     */
    void requireClean(byte[] content, Console console) throws CheckFailedException {
        new BlobGate(content, "the blob", console)
                .requireClean(
                        new LintContext(
                                Optional.of(LintContext.Kek.of(kek.publicKey())),
                                Optional.of(kek.kid()),
                                Optional.of(kek.kid().vault()),
                                Clock.systemUTC().instant()));
        console.warn("nothing proves which key these bytes hold: another tool wrapped it");
    }

    /** Returns which key was wrapped, how, and how that was proven, for reports. */
    static JsonObject report(WrappedKey wrapped) {
        JsonObject.Builder strategy = JsonObject.builder().put("strategy", wrapped.strategy());
        if (!wrapped.strategyReason().isEmpty()) {
            strategy.put("strategy_reason", wrapped.strategyReason());
        }
        return JsonObject.builder()
                .put("key_fingerprint", wrapped.description().fingerprint().toString())
                .put("key_location", wrapped.origin().location())
                .put("key_protection", wrapped.origin().protection().label())
                .putAll(strategy.build())
                .put("proof", wrapped.proof().label(wrapped.method()))
                .put("notes", wrapped.notes())
                .put("origin", KeyOrigin.typed(wrapped.origin().details()))
                .build();
    }

    /** Returns what was done and proven, for reports. */
    public JsonObject report(String file, byte[] content) {
        return JsonObject.builder()
                .put("file", file)
                .put("sha256", Sha256.hex(content))
                .put("ciphertext_bytes", blob.wrapped().ciphertext().length)
                .put("kid", kek.kid().toString())
                .put("kek_fingerprint", Fingerprint.of(kek.publicKey()).toString())
                .put("kek_authenticated_by", kek.authenticatedBy())
                .put("kek_not_proven", kek.notProven())
                .putAll(report(blob.wrapped()))
                .build();
    }
}
