package dev.keyhaul.pkcs11;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.pkcs11.KeyRestoring.Way;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Opens an RSA-AES ciphertext with an RSA pair of a token: by CKM_RSA_AES_KEY_WRAP in one call, or
 * in two steps, RSA-OAEP of the AES key and AES-KWP of the target.
 *
 * <p>Two steps are also what is left where the pair's CKA_UNWRAP_TEMPLATE is meant for the AES key,
 * as that of recovery pairs is: a token that enforces it in one call refuses to give the target
 * DECRYPT.
 */
final class RsaAesUnwrap {
    private final KeyInfo pair;
    private final byte[] ciphertext;
    private final int split;

    private RsaAesUnwrap(KeyInfo pair, byte[] ciphertext, int split) {
        this.pair = pair;
        this.ciphertext = ciphertext;
        this.split = split;
    }

    /**
     * Returns the ways that the token lists, best first.
     *
     * @throws dev.keyhaul.core.CheckFailedException when the ciphertext is too short for the pair
     * @throws TokenException when there is no way
     */
    static List<Way> ways(Token token, KeyInfo pair, RSAPublicKey key, byte[] ciphertext)
            throws KeyTransferException {
        int split = RsaAesKeyWrap.oaepLengthBytes(key);
        if (ciphertext.length <= split) {
            throw UnwrapFailure.create();
        }
        RsaAesUnwrap unwrap = new RsaAesUnwrap(pair, ciphertext.clone(), split);
        TokenCapabilities capabilities = token.capabilities();
        List<Way> ways = new ArrayList<>();
        if (capabilities.listsOneShot()) {
            ways.add((restoring, session) -> unwrap.inOneCall(restoring, session));
        }
        if (capabilities.wrapsAsKwp() || ways.isEmpty()) {
            Mechanism keyWrap = capabilities.keyWrap().mechanism();
            ways.add((restoring, session) -> unwrap.inTwoSteps(restoring, session, keyWrap));
        }
        return ways;
    }

    private long inOneCall(KeyRestoring restoring, Session session) throws KeyTransferException {
        return restoring.unwrap(
                Mechanism.rsaAesKeyWrap(OaepCheck.parameter(OaepHash.SHA1)),
                session.handleOf(pair),
                ciphertext);
    }

    /** The AES key opens one key and goes; it can neither leave nor decrypt. */
    private long inTwoSteps(KeyRestoring restoring, Session session, Mechanism keyWrap)
            throws KeyTransferException {
        Template template = Templates.unwrappedAes();
        long unwrapped =
                Unwrapping.unwrap(
                        session,
                        OaepCheck.mechanism(OaepHash.SHA1),
                        session.handleOf(pair),
                        Arrays.copyOf(ciphertext, split),
                        template);
        try (SessionObject aes = SessionObject.checked(session, unwrapped, template)) {
            return restoring.unwrap(
                    keyWrap,
                    aes.handle(),
                    Arrays.copyOfRange(ciphertext, split, ciphertext.length));
        }
    }
}
