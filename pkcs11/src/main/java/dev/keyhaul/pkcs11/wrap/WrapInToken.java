package dev.keyhaul.pkcs11.wrap;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.AttributeValues;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.HeldKey;
import dev.keyhaul.pkcs11.object.KeyMark;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.FirstUse;
import dev.keyhaul.pkcs11.probe.KeyWrap;
import dev.keyhaul.pkcs11.probe.Rehearsal;
import dev.keyhaul.pkcs11.probe.TriedToken;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.TokenFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Wraps a key of a token inside it, and proves the bytes before it hands them out. */
public record WrapInToken(TriedToken token, WrapRule rule, Session session, HeldKey target) {
    /** Wraps under an RSA public key, by the first strategy that the token was seen to do. */
    public WrappedKey underRsa(RsaAesWrappingKey kek) throws KeyTransferException {
        kek.requireMayWrap(target.description());
        boolean trustedOnly = requireMayLeave();
        return new StrategyChoice(token, rule, session)
                .choose(target, kek, trustedOnly)
                .wrap(session, target, kek);
    }

    /** Wraps under an AES key that stays in the token. */
    public WrappedKey underAes(ResidentKey wrappingKey) throws KeyTransferException {
        if (rule.second().isPresent()) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "a resident AES key never leaves its token, so there is no second proof",
                    "wrap under an RSA key, or without the second proof");
        }
        requireOpenToAnyKey();
        wrappingKey.requireFit(token.sessions().slot());
        KeyWrap keyWrap = KeyWrap.of(token.capabilities(session));
        Proven proven = proven(wrappingKey, keyWrap);
        return WrappedKey.of(proven.ciphertext(), WrapMethod.AES_KWP, wrappingKey.identity())
                .strategy(keyWrap.describe() + " under a resident AES-256 key")
                .proof(WrapProof.THESE_BYTES_IN_TOKEN)
                .notes(
                        Stream.concat(
                                        proven.encoding().notes(keyWrap).stream(),
                                        proven.notes().stream())
                                .toList())
                .build(target.description(), target.origin())
                .chosenBecause(rule.describeControls());
    }

    /** Wraps an AES key itself under an RSA public key. */
    public WrappedKey underOaep(WrappingKey.RsaOaep kek) throws KeyTransferException {
        kek.requireMayWrap(target.description());
        if (rule.second().isPresent()) {
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "a key wrapped with RSAES-OAEP alone cannot be proven, so there is no second proof",
                    "wrap without the second proof");
        }
        requireOpenToAnyKey();
        return new DirectWrap(token.sessions(), session, kek.oaepHash()).wrap(target, kek);
    }

    private void requireOpenToAnyKey() throws KeyTransferException {
        if (requireMayLeave()) {
            throw new RefusedException(
                    Reason.KEY_TRUSTED_ONLY,
                    "key '"
                            + target.found().label()
                            + "' can only be wrapped under a trusted key (CKA_WRAP_WITH_TRUSTED)",
                    "only the security officer can make a trusted KEK, in a token that has CKM_RSA_AES_KEY_WRAP");
        }
    }

    private record Proven(byte[] ciphertext, ControlKey.Encoding encoding, List<String> notes) {}

    private Proven proven(ResidentKey wrappingKey, KeyWrap with) throws KeyTransferException {
        Mechanism keyWrap = with.mechanism();
        ControlKey.Kind kind = ControlKey.Kind.of(target.description());
        FirstUse firstUse = token.firstUseUnderAes(with.type(), kind);
        Optional<TokenException> refusal =
                firstUse.rehearse(
                        new Rehearsal(token.sessions(), session, keyWrap, kind)::underAes);
        if (refusal.isPresent()) {
            throw TokenFailure.during(refusal.get(), "the token's key wrap cannot be tried");
        }
        ResidentAes aes = new ResidentAes(session, keyWrap, wrappingKey);
        return firstUse.wrap(
                first -> {
                    ControlKey.Encoding encoding = firstUse.encoding();
                    Controls controls = rule.controls(first);
                    ProvenWrap wrap =
                            ProvenWrap.of(session, target, token.random(), encoding, controls);
                    byte[] ciphertext = wrap.wrap(aes, target);
                    boolean isShown = wrap.prove(aes, ciphertext, 0, target);
                    return new Proven(ciphertext, encoding, rule.notes(controls, isShown));
                });
    }

    /**
     * NSS softokn ignores EXTRACTABLE and WRAP_WITH_TRUSTED: so they are looked at here, as they
     * are now, or were when the key was found a moment ago. Whatever is wrapped, copies of it are
     * looked for.
     *
     * @return whether only a trusted key may wrap it
     */
    private boolean requireMayLeave() throws KeyTransferException {
        FoundKey info = target.found();
        boolean extractable = info.is(KeyAttribute.EXTRACTABLE);
        boolean trustedOnly = info.is(KeyAttribute.WRAP_WITH_TRUSTED);
        if (!info.isAsNow(session)) {
            AttributeValues values =
                    session.read(target.handleIn(session), Cka.EXTRACTABLE, Cka.WRAP_WITH_TRUSTED);
            extractable = values.isTrue(Cka.EXTRACTABLE);
            trustedOnly = values.isTrue(Cka.WRAP_WITH_TRUSTED);
        }
        if (!extractable) {
            throw new RefusedException(
                    Reason.KEY_UNEXTRACTABLE,
                    "key '" + target.found().label() + "' is not extractable",
                    "use a master copy (backup:STORE/ID), or generate an extractable key");
        }
        KeyMark.set(token.sessions(), session, info, Optional.of(target.description()));
        return trustedOnly;
    }
}
