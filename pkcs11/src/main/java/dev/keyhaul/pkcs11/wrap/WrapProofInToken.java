package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The proof of the bytes that are shipped, inside the token: they are unwrapped under the same AES
 * key into a session object that cannot leave, which shows that it is the target by a {@link
 * KeyProof}. A token that returns other bytes, another key's bytes or none is caught.
 */
record WrapProofInToken(Session session, SecureRandom random) implements ProvenWrap {
    private static final String NOT_THE_TARGET = "the wrapped key is not the target";

    @Override
    public byte[] wrap(WrappingAes aes, HeldKey target) throws TokenException {
        return aes.wrap(target);
    }

    @Override
    public void prove(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException {
        prove(aes, ciphertext, split, KeyProof.ofTarget(target));
    }

    void prove(WrappingAes aes, byte[] ciphertext, int split, KeyProof key)
            throws KeyTransferException {
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        key.requireLength(kwpPart);
        prove(KeyProof.unwrapped(aes::unwrap, kwpPart, key.type()), key);
        // The module had this array in its hands: what it proved must still be what is shipped.
        if (!Arrays.equals(kwpPart, 0, kwpPart.length, ciphertext, split, ciphertext.length)) {
            throw TokenFailure.lie("the wrapped bytes changed during their proof");
        }
    }

    private void prove(long unwrapped, KeyProof key) throws KeyTransferException {
        AttributeValues values = secret(unwrapped, key);
        try (SessionObject proven = new SessionObject(session, unwrapped)) {
            if (!key.fits(values)) {
                throw TokenFailure.lie("the token wrapped another key");
            }
            key.prove(session, proven.handle(), random, NOT_THE_TARGET);
        } catch (CheckFailedException e) {
            throw e.hint().isPresent() ? e : TokenFailure.lie(NOT_THE_TARGET);
        }
    }

    /** Reads what was unwrapped, and destroys it when it could leave. */
    private AttributeValues secret(long unwrapped, KeyProof key) throws TokenException {
        try {
            return HonouredTemplate.read(session, unwrapped, Templates.staysSecret(), key.told());
        } catch (TokenException | RuntimeException e) {
            OwnObjects.destroyAfter(session, e, List.of(unwrapped));
            throw e;
        }
    }
}
