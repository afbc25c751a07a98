package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.ControlKey;
import java.util.ArrayList;
import java.util.List;

/**
 * The first wrap and proof of their kind, with all controls: a throw-away key is wrapped under the
 * same AES key, and both are unwrapped, as is a copy of each with one bit changed, in random order.
 * So a token that hands out the target, or the throw-away key, whatever it is given to unwrap, is
 * caught: each must prove to be itself, and a changed copy must give no object at all.
 *
 * <p>What cannot be caught from outside is a token that remembers and recognises its own output.
 */
final class ControlledWrap implements ProvenWrap {
    private final ControlKey control;
    private final WrapProofInToken proof;
    private byte[] wrappedControl = {};

    ControlledWrap(ControlKey control, WrapProofInToken proof) {
        this.control = control;
        this.proof = proof;
    }

    /** Wraps both, and returns the target's bytes. */
    @Override
    public byte[] wrap(WrappingAes aes, HeldKey target) throws TokenException {
        wrappedControl = aes.wrap(control);
        return aes.wrap(target);
    }

    @Override
    public boolean prove(WrappingAes aes, byte[] ciphertext, int split, HeldKey target)
            throws KeyTransferException {
        List<WrapProofInToken.Step> steps =
                new ArrayList<>(proof.steps(aes, ciphertext, split, target));
        steps.addAll(proof.steps(aes, wrappedControl, 0, control.proof()));
        return proof.runInRandomOrder(steps);
    }
}
