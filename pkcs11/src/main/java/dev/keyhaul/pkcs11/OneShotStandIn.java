package dev.keyhaul.pkcs11;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.Mechanism;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * Proves CKM_RSA_AES_KEY_WRAP, which never shows its AES key, with a stand-in: a throw-away RSA key
 * of the target's size is wrapped twice by the same call under a throw-away KEK of the KEK's size,
 * and opened here. That proves the mechanism, not the bytes that are shipped.
 */
final class OneShotStandIn {
    /** What a token answers that lists the mechanism and does not do it, or not with this hash. */
    private static final long[] REFUSED = {
        Ckr.MECHANISM_INVALID,
        Ckr.MECHANISM_PARAM_INVALID,
        Ckr.ARGUMENTS_BAD,
        Ckr.FUNCTION_NOT_SUPPORTED
    };

    private final Session session;
    private final OneShotTrial.Sizes sizes;
    private final SecureRandom random;

    OneShotStandIn(Session session, OneShotTrial.Sizes sizes, SecureRandom random) {
        this.session = session;
        this.sizes = sizes;
        this.random = random;
    }

    OneShotTrial take() throws TokenException {
        KeyPair kek = ThrowAwayKek.generate(sizes.kekBits(), random);
        try (ThrowAwayPair target =
                        ThrowAwayPair.generate(
                                session, sizes.targetBits(), Templates.throwAwayPrivate(true));
                SessionObject kekObject =
                        SessionObject.create(
                                session, Templates.kek((RSAPublicKey) kek.getPublic()))) {
            byte[] first = wrap(kekObject, target);
            byte[] second = wrap(kekObject, target);
            return judge(first, second, kek, target.publicKey());
        } catch (TokenException e) {
            if (e.is(REFUSED) && e.function().filter("C_WrapKey"::equals).isPresent()) {
                return OneShotTrial.absent("refuses the call: " + e.getMessage());
            }
            throw e;
        }
    }

    private byte[] wrap(SessionObject kek, ThrowAwayPair target) throws TokenException {
        return session.wrap(
                Mechanism.rsaAesKeyWrap(OaepCheck.parameter(sizes.hash())),
                kek.handle(),
                target.privateHandle());
    }

    /**
     * AES-KWP is deterministic: two AES keys of one target show in its two outputs, though neither
     * key is seen.
     */
    private OneShotTrial judge(byte[] first, byte[] second, KeyPair kek, RSAPublicKey target) {
        int split = RsaAesKeyWrap.oaepLengthBytes((RSAPublicKey) kek.getPublic());
        if (first.length == second.length
                && first.length > split
                && Arrays.equals(first, split, first.length, second, split, second.length)) {
            return OneShotTrial.wrong("uses one AES key twice");
        }
        RSAPrivateKey opens = (RSAPrivateKey) kek.getPrivate();
        OneShotTrial trial = judge(first, opens, target);
        return trial.behaviour() == OneShotBehaviour.WORKS ? judge(second, opens, target) : trial;
    }

    private OneShotTrial judge(byte[] ciphertext, RSAPrivateKey kek, RSAPublicKey target) {
        try (SecretBytes opened = RsaAesKeyWrap.unwrap(ciphertext, kek, sizes.hash(), random)) {
            return opened.<OneShotTrial, RuntimeException>withRawSecretBytes(
                    pkcs8 -> {
                        byte[] trimmed = DerSequence.withoutPadding(pkcs8);
                        return isPrivateHalf(trimmed, target)
                                ? OneShotTrial.works(
                                        ciphertext.length, trimmed.length < pkcs8.length)
                                : OneShotTrial.wrong("wraps another key than it was given");
                    });
        } catch (CheckFailedException e) {
            return OneShotTrial.wrong(
                    "gives bytes that do not open as RSA-OAEP with "
                            + sizes.hash()
                            + " and AES-KWP");
        }
    }

    /** The stand-in is worth nothing: its private half may be looked at. */
    private static boolean isPrivateHalf(byte[] pkcs8, RSAPublicKey expected) {
        try {
            RSAPrivateKey key =
                    (RSAPrivateKey)
                            KeyFactory.getInstance("RSA")
                                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            BigInteger modulus = expected.getModulus();
            return key.getModulus().equals(modulus)
                    && BigInteger.TWO
                            .modPow(key.getPrivateExponent(), modulus)
                            .modPow(expected.getPublicExponent(), modulus)
                            .equals(BigInteger.TWO);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
