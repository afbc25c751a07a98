package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.FirstUse;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.session.Session;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Two steps: AES-KWP of the target under an ephemeral AES key that never leaves the token in the
 * clear, and RSA-OAEP of that key. What is proven is the very bytes of the first.
 */
record TwoStepWrap(
        SecureRandom random,
        KeyWrap keyWrap,
        FirstUse firstUse,
        Optional<SecondOpening> second,
        String reason)
        implements WrapStrategy {
    @Override
    public WrappedKey wrap(Session session, HeldKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        if (second.isPresent()) {
            second.get().requireKeeps(target.description());
        }
        byte[] ciphertext = firstUse.wrap(controls -> ciphertext(session, target, kek, controls));
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy(keyWrap.inTwoSteps())
                .proof(WrapProof.THESE_BYTES_IN_TOKEN)
                .notes(notes())
                .build(target.description(), target.origin())
                .chosenBecause(reason);
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(firstUse.encoding().notes(keyWrap));
        second.ifPresent(proof -> notes.add(proof.describe()));
        return notes;
    }

    private byte[] ciphertext(
            Session session, HeldKey target, RsaAesWrappingKey kek, boolean controls)
            throws KeyTransferException {
        KekObject kekObject = KekObject.in(session, kek);
        try (ShippingAes aes = ShippingAes.generate(session, keyWrap.mechanism())) {
            ProvenWrap wrap = ProvenWrap.of(session, target, random, controls);
            byte[] kwpPart = wrap.wrap(aes, target);
            byte[] oaepPart = aes.wrapUnder(kekObject, kek.oaepHash());
            byte[] ciphertext = joined(oaepPart, kwpPart, kek);
            wrap.prove(aes, ciphertext, oaepPart.length, target);
            if (second.isPresent()) {
                second.get().prove(session, aes, ciphertext, oaepPart.length, target.description());
            }
            return ciphertext;
        }
    }

    private static byte[] joined(byte[] oaepPart, byte[] kwpPart, RsaAesWrappingKey kek)
            throws CheckFailedException {
        KekObject.requireLength(oaepPart, kek.publicKey());
        byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
        return ciphertext;
    }
}
