package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.OneShotBehaviour;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tries a token on throw-away keys, as the wrap of a key of 2048 bits would. */
public final class ProbeRun {
    private static final WrapSizes SIZES = new WrapSizes(2048, OaepHash.SHA1);

    private final TriedToken token;
    private final TokenCapabilities capabilities;
    private final OneShotTrial oneShot;
    private final List<String> quirks = new ArrayList<>();
    private boolean caught;

    public ProbeRun(TriedToken token) throws KeyTransferException {
        this.token = token;
        this.capabilities = token.capabilities();
        try (Session session = token.sessions().borrow()) {
            this.oneShot = token.oneShot(session, SIZES, ControlKey.Kind.RSA);
        }
    }

    public ProbeFindings probe() throws KeyTransferException {
        Optional<KeyWrap> keyWrap = provenKeyWrap();
        boolean inOneCall =
                !caught && keyWrap.isEmpty() && oneShot.behaviour() == OneShotBehaviour.WORKS;
        noteOneShot();
        noteKeyWrap();
        Optional<Boolean> extractable = Optional.empty();
        Optional<Boolean> wrapWithTrusted = Optional.empty();
        Optional<Mechanism> mechanism = anyKeyWrap();
        if (mechanism.isPresent()) {
            try (Session session = token.sessions().borrow()) {
                EnforcementTrial trial =
                        new EnforcementTrial(session, mechanism.get(), token.random());
                if (trial.wrapsWhatMayLeave()) {
                    extractable = trial.extractable();
                    wrapWithTrusted = trial.wrapWithTrusted();
                }
            }
        }
        noteEnforcement(extractable, "CKA_EXTRACTABLE");
        noteEnforcement(wrapWithTrusted, "CKA_WRAP_WITH_TRUSTED");
        return new ProbeFindings(
                capabilities,
                oneShot.behaviour(),
                inOneCall ? Optional.of(OneShotTrial.NAME) : keyWrap.map(KeyWrap::inTwoSteps),
                inOneCall
                        ? Optional.of(WrapProof.STAND_IN)
                        : keyWrap.map(how -> WrapProof.THESE_BYTES_IN_TOKEN),
                extractable,
                wrapWithTrusted,
                List.copyOf(quirks));
    }

    /** The AES key wrap for two steps, where the token does them. */
    private Optional<KeyWrap> provenKeyWrap() throws KeyTransferException {
        if (!KeyWrap.isIn(capabilities)) {
            return Optional.empty();
        }
        KeyWrap keyWrap = KeyWrap.of(capabilities);
        try (Session session = token.sessions().borrow()) {
            Optional<TokenException> refusal =
                    token.rehearse(session, keyWrap, SIZES, ControlKey.Kind.RSA);
            refusal.ifPresent(this::note);
            return refusal.isPresent() ? Optional.empty() : Optional.of(keyWrap);
        } catch (CheckFailedException e) {
            caught = true;
            note(e);
            return Optional.empty();
        }
    }

    private void note(KeyTransferException e) {
        quirks.add(String.valueOf(e.getMessage()));
    }

    /** For what is enforced any key wrap will do, whatever its bytes are. */
    private Optional<Mechanism> anyKeyWrap() {
        if (capabilities.keyWrapKwp() != KeyWrapBehaviour.ABSENT) {
            return Optional.of(Mechanism.of(Ckm.AES_KEY_WRAP_KWP));
        }
        return capabilities.keyWrapPad() == KeyWrapBehaviour.ABSENT
                ? Optional.empty()
                : Optional.of(Mechanism.of(Ckm.AES_KEY_WRAP_PAD));
    }

    private void noteOneShot() {
        if (oneShot.behaviour() == OneShotBehaviour.WRONG
                || (capabilities.listsOneShot()
                        && oneShot.behaviour() == OneShotBehaviour.ABSENT)) {
            quirks.add(oneShot.describe());
        }
        if (oneShot.zeroPadded()) {
            quirks.add(KeyWrap.ZERO_PADDING);
        }
    }

    private void noteKeyWrap() throws TokenException {
        if (capabilities.keyWrapPad() == KeyWrapBehaviour.KW_PKCS7) {
            quirks.add(
                    "CKM_AES_KEY_WRAP_PAD (0x210a) is RFC 3394 of PKCS#7-padded data, which no other system can unwrap: it is never used");
        }
        if (KeyWrap.isIn(capabilities)
                && KeyWrap.of(capabilities).padsWithZeros()
                && !oneShot.zeroPadded()) {
            quirks.add(KeyWrap.ZERO_PADDING);
        }
    }

    private void noteEnforcement(Optional<Boolean> enforced, String attribute) {
        if (enforced.isPresent() && !enforced.get()) {
            quirks.add(
                    "the token ignores "
                            + attribute
                            + " when it wraps: Keyhaul checks it, other programs may not");
        }
    }
}
