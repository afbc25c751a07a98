package dev.keyhaul.pkcs11.token;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.object.ThrowAwayPair;
import dev.keyhaul.pkcs11.probe.SoftwarePair;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.staying.GuardTrial;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ways that a throw-away key goes out of a token and into it, and those that stay for a moment.
 */
final class RoundTrips {
    private static final int BITS = 2048;
    private static final KeyOrigin HERE = KeyOrigin.software("a throw-away key");

    private final Token token;
    private final List<TokenTrial> trials = new ArrayList<>();
    private List<String> without = List.of();

    RoundTrips(Token token) {
        this.token = token;
    }

    /** What is tried; it ends without an error when it works. */
    private interface Way {
        void go() throws KeyTransferException;
    }

    List<TokenTrial> run() {
        attempt("generate RSA-2048 in the token, wrap it under a KEK, open it in Java", this::out);
        attempt("import RSA-2048 by unwrapping, sign with it", this::in);
        attempt("generate a recovery pair, open a key with it", () -> make(KeyPurpose.RECOVERY));
        attempt("generate a wrapping key", () -> make(KeyPurpose.WRAPPING));
        attempt("generate an evidence key", () -> make(KeyPurpose.EVIDENCE));
        return trials;
    }

    private void attempt(String what, Way way) {
        long started = System.nanoTime();
        String outcome;
        boolean worked = true;
        try {
            without = List.of();
            way.go();
            outcome = without.isEmpty() ? "works" : "works, without " + String.join(", ", without);
        } catch (KeyTransferException e) {
            worked = false;
            outcome = String.valueOf(e.getMessage());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        trials.add(new TokenTrial(what, worked, outcome, millis));
    }

    /** As the commands do, under the same rules; then it is deleted. */
    private void make(KeyPurpose purpose) throws KeyTransferException {
        KeyInfo made = token.generate(KeyRequest.of(purpose, GuardTrial.newLabel(token.random())));
        token.delete(made);
        without = made.templateWithout();
    }

    private void out() throws KeyTransferException {
        KeyPair kek = SoftwarePair.generate(BITS, token.random());
        try (Session session = token.borrow();
                ThrowAwayPair pair =
                        ThrowAwayPair.generate(session, BITS, Templates.throwAwayPrivate(true));
                TokenKey key =
                        token.rsaKey(
                                new KeyInfo(
                                        new KeyObjects(session)
                                                .read(
                                                        KeyObjectKind.PRIVATE,
                                                        pair.privateHandle())))) {
            byte[] wrapped =
                    key.wrapUnder(
                                    RsaAesWrappingKey.unsafeOf(
                                            (RSAPublicKey) kek.getPublic(), OaepHash.SHA1))
                            .ciphertext();
            requireHolds(wrapped, (RSAPrivateKey) kek.getPrivate(), pair.rsaPublicKey());
        }
    }

    /** The key is worth nothing: it may be looked at. */
    private void requireHolds(byte[] wrapped, RSAPrivateKey kek, RSAPublicKey expected)
            throws KeyTransferException {
        try (SecretBytes opened =
                        RsaAesKeyWrap.unwrap(wrapped, kek, OaepHash.SHA1, token.random());
                SoftwareKey found =
                        opened.withRawSecretBytes(
                                pkcs8 ->
                                        SoftwareKey.fromPkcs8(
                                                DerSequence.withoutPadding(pkcs8), HERE))) {
            if (!found.description().fingerprint().equals(Fingerprint.of(expected))) {
                throw new CheckFailedException(
                        Reason.TOKEN_UNSOUND, "the wrapped bytes contain a different key");
            }
        }
    }

    /** An import counts once the token has signed with the key. */
    private void in() throws KeyTransferException {
        byte[] pkcs8 = SoftwarePair.generate(BITS, token.random()).getPrivate().getEncoded();
        try (SoftwareKey software = SoftwareKey.fromPkcs8(pkcs8, HERE);
                TokenKey imported = token.importKey(software, RestoreAs.sessionKey())) {
            imported.sign(new byte[] {1});
        }
    }
}
