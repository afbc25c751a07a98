package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.KeptCopies;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * By what another object shows that it is the same key: an RSA key by its modulus; an EC key by its
 * point or, since SoftHSM has none for a private key, by a signature; an AES key by its check value
 * or by what it encrypts.
 *
 * @param key what is known of it; empty for an AES key that does not encrypt
 * @param checkValue of such an AES key, in hex; empty where its token has none
 */
public record KeyMark(Optional<KeyDescription> key, String checkValue, SecureRandom random)
        implements KeptCopies.Key {

    /**
     * Has copies of a key looked for when the work is done.
     *
     * @param described what is known of it; empty for an AES key that does not encrypt
     */
    public static void set(
            SessionPool sessions,
            Session session,
            FoundKey found,
            Optional<KeyDescription> described)
            throws KeyTransferException {
        String checkValue = "";
        if (described.isEmpty()) {
            checkValue = hex(session.read(found.handleIn(session), Cka.CHECK_VALUE));
        }
        KeyMark mark = new KeyMark(described, checkValue, sessions.random());
        if (found.is(KeyAttribute.TOKEN)) {
            sessions.copies().add(mark, found.label(), found.idHex());
        } else {
            sessions.copies().add(mark);
        }
    }

    @Override
    public boolean is(Cryptoki cryptoki, long session, PresentObject object) throws CkrException {
        AttributeValues told = object.values();
        if (key.isEmpty()) {
            return !checkValue.isEmpty() && hex(told).equals(checkValue);
        }
        if (key.get() instanceof KeyDescription.Rsa rsa) {
            BigInteger modulus = rsa.rsa().getModulus();
            return told.bytes(Cka.MODULUS)
                    .map(n -> new BigInteger(1, n))
                    .equals(Optional.of(modulus));
        }
        if (key.get() instanceof KeyDescription.Ec ec) {
            return Arrays.equals(bytes(told, Cka.EC_PARAMS), EcNumbers.parameters(ec.curve()))
                    && (Arrays.equals(bytes(told, Cka.EC_POINT), EcNumbers.point(ec))
                            || signs(ec, cryptoki, session, object.handle()));
        }
        byte[] text =
                cryptoki.encrypt(
                        session, AesCbc.mechanism(), object.handle(), Fingerprint.aesText());
        return Fingerprint.ofAesText(text).equals(key.get().fingerprint());
    }

    private boolean signs(KeyDescription.Ec ec, Cryptoki cryptoki, long session, long handle)
            throws CkrException {
        byte[] challenge = KeyChallenge.random(random);
        byte[] digest = PairSignature.digest("SHA-" + ec.curve().hashBits(), challenge);
        byte[] signature = cryptoki.sign(session, Mechanism.of(Ckm.ECDSA), handle, digest);
        return KeyChallenge.verifies(ec.publicKey().orElseThrow(), challenge, signature);
    }

    private static byte[] bytes(AttributeValues told, long type) {
        return told.bytes(type).orElse(new byte[0]);
    }

    private static String hex(AttributeValues told) {
        return HexFormat.of().formatHex(bytes(told, Cka.CHECK_VALUE));
    }
}
