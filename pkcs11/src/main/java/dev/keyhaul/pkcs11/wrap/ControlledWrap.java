package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.OwnObjects;
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

/**
 * The first wrap and proof of their kind, with controls: a throw-away key is wrapped under the same
 * AES key, and both are unwrapped, as is a copy of each with one bit changed, in random order. So a
 * token that hands out the target, or the throw-away key, whatever it is given to unwrap, is
 * caught: each must prove to be itself, and a changed copy must give no object at all.
 *
 * <p>What cannot be caught from outside is a token that remembers and recognises its own output.
 */
final class ControlledWrap implements ProvenWrap {
    private final Session session;
    private final ControlKey control;
    private final SecureRandom random;
    private byte[] wrappedControl = {};

    ControlledWrap(Session session, ControlKey control, SecureRandom random) {
        this.session = session;
        this.control = control;
        this.random = random;
    }

    /** Wraps both, and returns the target's bytes. */
    @Override
    public byte[] wrap(WrappingAes aes, HeldKey target) throws TokenException {
        boolean controlFirst = random.nextBoolean();
        if (controlFirst) {
            wrappedControl = aes.wrap(control);
        }
        byte[] wrapped = aes.wrap(target);
        if (!controlFirst) {
            wrappedControl = aes.wrap(control);
        }
        return wrapped;
    }

    @Override
    public void prove(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException {
        WrapProofInToken proof = new WrapProofInToken(session, random);
        TokenKeyType type = control.proof().type();
        List<Step> steps =
                new ArrayList<>(
                        List.of(
                                () -> proof.prove(aes, ciphertext, split, target),
                                () -> proof.prove(aes, wrappedControl, 0, control.proof()),
                                () -> requireRefused(aes, flipped(ciphertext, split), type),
                                () -> requireRefused(aes, flipped(wrappedControl, 0), type)));
        Collections.shuffle(steps, random);
        for (Step step : steps) {
            step.run();
        }
    }

    private byte[] flipped(byte[] ciphertext, int split) throws CheckFailedException {
        byte[] flipped = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        KeyProof.requireKwpLength(flipped);
        int bit = random.nextInt(flipped.length * Byte.SIZE);
        flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        return flipped;
    }

    /** Whatever CKR is not the token's own failure is a refusal, since its proofs pass as well. */
    private void requireRefused(WrappingAes aes, byte[] flipped, TokenKeyType type)
            throws KeyTransferException {
        long unwrapped;
        try {
            unwrapped = aes.unwrap(flipped, Templates.proven(type));
        } catch (TokenException e) {
            if (TokenFailure.isOfTheToken(e)) {
                throw e;
            }
            return;
        }
        CheckFailedException lie =
                TokenFailure.lie("the token unwraps a wrapped key of which one bit was changed");
        OwnObjects.destroyAfter(session, lie, List.of(unwrapped));
        throw lie;
    }

    private interface Step {
        void run() throws KeyTransferException;
    }
}
