package dev.keyhaul.pkcs11.restore;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.TriedToken;
import java.util.Set;

/**
 * Lets a new recovery pair open a throw-away AES key of known value, as it will open master copies.
 * It cannot sign, so nothing less shows that its private half belongs to its public one.
 */
public final class RecoveryTrial {
    private static final Set<Ckm> OPENING =
            Set.of(Ckm.RSA_AES_KEY_WRAP, Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD);

    private RecoveryTrial() {}

    /**
     * Tries a pair; one in a token that opens no key can only be kept.
     *
     * @throws CheckFailedException if it does not open what is wrapped to it
     */
    public static void run(TriedToken token, FoundKey made) throws KeyTransferException {
        if (token.sessions().slot().listed().stream().noneMatch(OPENING::contains)) {
            return;
        }
        RecoveryPair pair = RecoveryPair.of(token, made);
        byte[] value = new byte[Templates.AES_BYTES];
        token.random().nextBytes(value);
        try (SoftwareKey key =
                SoftwareKey.fromUnwrapped(
                        value, KeyOrigin.software("a throw-away key"), token.random())) {
            RsaAesWrappingKey toPair = RsaAesWrappingKey.unsafeOf(pair.publicKey(), OaepHash.SHA1);
            pair.restore(
                            key.wrapUnder(toPair).ciphertext(),
                            key.description(),
                            RestoreAs.sessionKey())
                    .close();
        } catch (CheckFailedException e) {
            throw new CheckFailedException(
                    Reason.TOKEN_UNSOUND,
                    "the token made a recovery pair that cannot unwrap what is wrapped under it",
                    "nothing was kept: do not trust keys that this token makes",
                    e);
        }
    }
}
