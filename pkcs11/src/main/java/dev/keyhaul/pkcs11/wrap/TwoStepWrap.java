package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.probe.FirstUse;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.probe.OaepDecoy;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.probe.WrapSizes;
import dev.keyhaul.pkcs11.session.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two steps: AES-KWP of the target under an ephemeral AES key that never leaves the token in the
 * clear, and RSA-OAEP of that key. What is proven is the very bytes of the first.
 */
record TwoStepWrap(
        TriedToken token, KeyWrap keyWrap, FirstUse firstUse, WrapRule rule, String reason)
        implements WrapStrategy {
    @Override
    public WrappedKey wrap(Session session, HeldKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        if (rule.second().isPresent()) {
            rule.second().get().requireKeeps(target.description());
        }
        Made made = firstUse.wrap(first -> made(session, target, kek, rule.controls(first)));
        return WrappedKey.of(made.ciphertext(), kek.method(), kek.identity())
                .strategy(keyWrap.inTwoSteps())
                .proof(WrapProof.THESE_BYTES_IN_TOKEN)
                .notes(notes(made))
                .build(target.description(), target.origin())
                .chosenBecause(reason + "; " + rule.describeControls());
    }

    /** What was made, and what was tried with it. */
    private record Made(byte[] ciphertext, Controls controls, boolean isShown) {}

    private List<String> notes(Made made) {
        List<String> notes = new ArrayList<>(firstUse.encoding().notes(keyWrap));
        notes.addAll(rule.notes(made.controls(), made.isShown()));
        rule.second().ifPresent(proof -> notes.add(proof.describe()));
        return notes;
    }

    private Made made(Session session, HeldKey target, RsaAesWrappingKey kek, Controls controls)
            throws KeyTransferException {
        KekObject kekObject = KekObject.in(session, kek);
        try (ShippingAes aes = ShippingAes.generate(session, keyWrap.mechanism())) {
            ProvenWrap wrap =
                    ProvenWrap.of(session, target, token.random(), firstUse.encoding(), controls);
            byte[] kwpPart = wrap.wrap(aes, target);
            byte[] oaepPart =
                    new OaepDecoy(session, keyWrap.mechanism(), WrapSizes.of(kek), token)
                            .beside(() -> oaepPart(aes, kekObject, kek));
            byte[] ciphertext = joined(oaepPart, kwpPart);
            aes.requireNew(ciphertext, token.repeats());
            boolean isShown = wrap.prove(aes, ciphertext, oaepPart.length, target);
            if (rule.second().isPresent()) {
                rule.second()
                        .get()
                        .prove(session, aes, ciphertext, oaepPart.length, target.description());
            }
            return new Made(ciphertext, controls, isShown);
        }
    }

    private static byte[] oaepPart(ShippingAes aes, KekObject kekObject, RsaAesWrappingKey kek)
            throws KeyTransferException {
        byte[] oaepPart = aes.wrapUnder(kekObject, kek.oaepHash());
        KekObject.requireLength(oaepPart, kek.publicKey());
        return oaepPart;
    }

    static byte[] joined(byte[] oaepPart, byte[] kwpPart) {
        byte[] ciphertext = Arrays.copyOf(oaepPart, oaepPart.length + kwpPart.length);
        System.arraycopy(kwpPart, 0, ciphertext, oaepPart.length, kwpPart.length);
        return ciphertext;
    }
}
