package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.HonouredTemplate;
import dev.keyhaul.pkcs11.object.OwnObjects;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The proof of the bytes that are shipped, inside the token: they are unwrapped under the same AES
 * key into a session object that cannot leave, which shows that it is the target by a {@link
 * KeyProof}. A token that returns other bytes, another key's bytes or none is caught.
 *
 * <p>With the control that belongs to it, in random order: a copy of the bytes with one bit changed
 * must give no object at all. So a token that hands out the target for whatever it is given, from
 * some blob on, is caught at that blob.
 */
record WrapProofInToken(
        Session session, SecureRandom random, ControlKey.Encoding encoding, boolean withChangedCopy)
        implements ProvenWrap {
    private static final String NOT_THE_TARGET = "the wrapped key is not the target";

    /** A part of a proof; false if it ended without showing anything. */
    interface Step {
        boolean run() throws KeyTransferException;
    }

    @Override
    public byte[] wrap(WrappingAes aes, HeldKey target) throws TokenException {
        return aes.wrap(target);
    }

    @Override
    public boolean prove(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException {
        return runInRandomOrder(steps(aes, ciphertext, split, target));
    }

    /** Returns the parts of a target's proof. */
    List<Step> steps(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException {
        encoding.requireLength(kwpPart(ciphertext, split), target.description());
        return steps(aes, ciphertext, split, KeyProof.ofTarget(target));
    }

    /** Returns the parts of a key's proof. */
    List<Step> steps(WrappingAes aes, byte[] ciphertext, int split, KeyProof key)
            throws KeyTransferException {
        KeyProof.requireKwpLength(kwpPart(ciphertext, split));
        List<Step> steps = new ArrayList<>();
        steps.add(() -> prove(aes, ciphertext, split, key));
        if (withChangedCopy) {
            steps.add(() -> requireRefused(aes, ciphertext, split, key));
        }
        return steps;
    }

    boolean runInRandomOrder(List<Step> steps) throws KeyTransferException {
        List<Step> shuffled = new ArrayList<>(steps);
        Collections.shuffle(shuffled, random);
        boolean isShown = true;
        for (Step step : shuffled) {
            isShown &= step.run();
        }
        return isShown;
    }

    /** A copy: the module has these bytes in its hands, not those that are shipped. */
    private static byte[] kwpPart(byte[] ciphertext, int split) {
        return Arrays.copyOfRange(ciphertext, split, ciphertext.length);
    }

    private boolean prove(WrappingAes aes, byte[] ciphertext, int split, KeyProof key)
            throws KeyTransferException {
        prove(KeyProof.unwrapped(aes::unwrap, kwpPart(ciphertext, split), key.type()), key);
        return true;
    }

    /**
     * Whatever CKR is not the token's own failure is a refusal, since its proofs pass as well. A
     * device error is one where another changed copy ends so too, and what was wrapped still opens.
     * A template's CKR says nothing of the bytes.
     */
    private boolean requireRefused(WrappingAes aes, byte[] ciphertext, int split, KeyProof key)
            throws KeyTransferException {
        byte[] kwpPart = kwpPart(ciphertext, split);
        int bits = kwpPart.length * Byte.SIZE;
        int bit = random.nextInt(bits);
        Optional<CkrException> first = unclear(aes, kwpPart, bit, key.type());
        if (first.isEmpty() || !isDeviceError(first)) {
            return first.isEmpty();
        }
        int another = (bit + 1 + random.nextInt(bits - 1)) % bits;
        if (!isDeviceError(unclear(aes, kwpPart, another, key.type()))) {
            throw session.failed(first.get());
        }
        return prove(aes, ciphertext, split, key);
    }

    private static boolean isDeviceError(Optional<CkrException> answer) {
        return answer.filter(e -> Ckr.DEVICE_ERROR.is(e.code())).isPresent();
    }

    /** Offers a copy with one bit changed, of which no key may come. */
    private Optional<CkrException> unclear(
            WrappingAes aes, byte[] kwpPart, int bit, TokenKeyType type)
            throws KeyTransferException {
        byte[] changed = kwpPart.clone();
        changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        Session.Offered offered = aes.offer(changed, Templates.proven(type));
        if (offered.key().isPresent()) {
            CheckFailedException lie =
                    TokenFailure.lie(
                            "the token unwraps a wrapped key of which one bit was changed");
            OwnObjects.destroyAfter(session, lie, List.of(offered.key().getAsLong()));
            throw lie;
        }
        return offered.unclear();
    }

    private void prove(long unwrapped, KeyProof key) throws KeyTransferException {
        AttributeValues values = secret(unwrapped, key);
        try (SessionObject proven = new SessionObject(session, unwrapped)) {
            if (!key.fits(values)) {
                throw TokenFailure.lie("the token wrapped a different key");
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
