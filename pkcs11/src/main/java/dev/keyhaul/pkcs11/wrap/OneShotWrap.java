package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.KeyProof;
import dev.keyhaul.pkcs11.probe.OneCallDecoy;
import dev.keyhaul.pkcs11.probe.OneShotTrial;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.probe.WrapSizes;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CKM_RSA_AES_KEY_WRAP in one call. It never shows its AES key, so that its proof is that of a
 * throw-away key, not of these bytes: their length is checked all the same, and a decoy beside
 * them. The first target of its kind is also wrapped under a pair of the token, which opens it
 * there.
 *
 * @param reason why it is not done in two steps, whose proof is better
 */
record OneShotWrap(TriedToken token, OneShotTrial trial, boolean underTrustedKek, String reason)
        implements WrapStrategy {
    static final String SHOWN =
            "with a pair of its own, the token wrapped this key by the same call, unwrapped it, and used it: with the KEK, nothing shows that";

    static final String NOT_SHOWN =
            "the token could not show with a pair of its own that this call wraps this key: ";

    @Override
    public WrappedKey wrap(Session session, HeldKey target, RsaAesWrappingKey kek)
            throws KeyTransferException {
        ControlKey.Encoding encoding = trial.encoded().orElseThrow();
        ControlKey.Kind kind = ControlKey.Kind.of(target.description());
        WrapSizes sizes = WrapSizes.of(kek);
        List<String> notes = new ArrayList<>(encoding.notes());
        byte[] ciphertext =
                token.firstUse(Ckm.RSA_AES_KEY_WRAP, sizes, kind)
                        .wrap(
                                first -> {
                                    if (first) {
                                        notes.add(shown(session, target, kind, kek.oaepHash()));
                                    }
                                    KekObject kekObject =
                                            underTrustedKek
                                                    ? KekObject.trusted(session, kek)
                                                    : KekObject.in(session, kek);
                                    return new OneCallDecoy(session, sizes, kind, token)
                                            .beside(() -> wrapped(session, target, kek, kekObject));
                                });
        token.repeats().requireNewOaep(ciphertext);
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy(OneShotTrial.NAME + (underTrustedKek ? " under a trusted KEK" : ""))
                .proof(WrapProof.STAND_IN)
                .notes(notes)
                .build(target.description(), target.origin())
                .chosenBecause(reason);
    }

    /**
     * Has the token wrap a target and open it again. A throw-away key goes first: openCryptoki was
     * seen to make what it unwraps extractable. Once that came back, the target must come back too.
     */
    private String shown(Session session, HeldKey target, ControlKey.Kind kind, OaepHash hash)
            throws KeyTransferException {
        ProvenWrap proof =
                new WrapProofInToken(session, token.random(), trial.encoded().orElseThrow(), true);
        OwnPair pair;
        byte[] wrapped;
        try {
            pair = OwnPair.generate(session, hash);
            byte[] ofControl = pair.wrap(ControlKey.in(session, kind));
            long control = pair.unwrap(ofControl, Templates.proven(kind.type()));
            SessionObject.checked(session, control, Templates.staysSecret()).close();
            wrapped = proof.wrap(pair, target);
        } catch (TokenException e) {
            requireOfTheKey(e);
            return NOT_SHOWN + e.getMessage();
        }
        try {
            return proof.prove(pair, wrapped, 0, target) ? SHOWN : WrapRule.REFUSED_TEMPLATE;
        } catch (TokenException e) {
            requireOfTheKey(e);
            throw TokenFailure.lie(
                    "the token opens a throw-away key that it wrapped in one call, but not this key: "
                            + e.getMessage());
        }
    }

    private static void requireOfTheKey(TokenException e) throws TokenException {
        if (TokenFailure.isOfTheToken(e)) {
            throw e;
        }
    }

    private byte[] wrapped(
            Session session, HeldKey target, RsaAesWrappingKey kek, KekObject kekObject)
            throws KeyTransferException {
        byte[] ciphertext = kekObject.wrapInOneCall(session, target, kek.oaepHash());
        int split = Math.min(ciphertext.length, RsaAesKeyWrap.oaepLengthBytes(kek.publicKey()));
        byte[] kwpPart = Arrays.copyOfRange(ciphertext, split, ciphertext.length);
        KeyProof.requireKwpLength(kwpPart);
        trial.encoded().orElseThrow().requireLength(kwpPart, target.description());
        return ciphertext;
    }
}
