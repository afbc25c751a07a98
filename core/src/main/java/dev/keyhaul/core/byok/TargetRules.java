package dev.keyhaul.core.byok;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import java.util.ArrayList;
import java.util.List;

/** The rules for a key before it is wrapped under a KEK, whatever becomes of the bytes. */
record TargetRules(KeyProfile profile, boolean weakKeys, boolean primality) {

    List<String> check(TransferableKey key, RsaAesWrappingKey kek) throws KeyTransferException {
        key.requireTransferable();
        requireAnother(key.description(), kek);
        List<String> warnings = new ArrayList<>(profile.check(key.description(), weakKeys));
        kek.requireMayWrap(key.description());
        kek.strengthWarning(key.description()).ifPresent(warnings::add);
        if (key instanceof SoftwareKey software) {
            RsaKeyHealth health =
                    primality ? RsaKeyHealth.of(software) : RsaKeyHealth.withoutPrimality(software);
            health.requireSound(weakKeys);
        } else {
            RsaKeyHealth.ofPublicHalf(key.description()).requireSound(weakKeys);
        }
        return List.copyOf(warnings);
    }

    /** What is wrapped under its own public half opens only with the very key that it holds. */
    private static void requireAnother(KeyDescription key, RsaAesWrappingKey kek)
            throws RefusedException {
        if (key instanceof KeyDescription.Rsa target
                && target.rsa().getModulus().equals(kek.publicKey().getModulus())) {
            throw new RefusedException(
                    Reason.KEK_IS_TARGET,
                    "the KEK is the public half of the key to be wrapped",
                    "give the KEK that the destination created for this import");
        }
    }
}
