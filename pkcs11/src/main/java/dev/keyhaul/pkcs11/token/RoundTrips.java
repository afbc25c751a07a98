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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The ways that a throw-away key goes out of a token and into it, and those that stay for a moment.
 */
final class RoundTrips {
    private static final int BITS = 2048;
    private static final KeyOrigin HERE = KeyOrigin.software("a throw-away key");

    private final Token token;

    RoundTrips(Token token) {
        this.token = token;
    }

    List<TokenTrial> run(Set<TokenTrial.Way> ways) {
        return new TreeSet<>(ways).stream().map(this::attempt).toList();
    }

    private TokenTrial attempt(TokenTrial.Way way) {
        long started = System.nanoTime();
        String outcome;
        Optional<KeyTransferException> failure = Optional.empty();
        try {
            List<String> without = go(way);
            outcome = without.isEmpty() ? "works" : "works, without " + String.join(", ", without);
        } catch (KeyTransferException e) {
            failure = Optional.of(e);
            outcome = String.valueOf(e.getMessage());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        return new TokenTrial(way, outcome, failure, millis);
    }

    /** Returns what the template of a key went without. */
    private List<String> go(TokenTrial.Way way) throws KeyTransferException {
        return switch (way) {
            case MOVE -> out();
            case IMPORT -> in();
            case RECOVERY -> make(KeyPurpose.RECOVERY);
            case WRAPPING -> make(KeyPurpose.WRAPPING);
            case EVIDENCE -> make(KeyPurpose.EVIDENCE);
        };
    }

    /** As the commands do, under the same rules; then it is deleted. */
    private List<String> make(KeyPurpose purpose) throws KeyTransferException {
        KeyInfo made = token.generate(KeyRequest.of(purpose, GuardTrial.newLabel(token.random())));
        token.delete(made);
        return made.templateWithout();
    }

    private List<String> out() throws KeyTransferException {
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
            return List.of();
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
    private List<String> in() throws KeyTransferException {
        byte[] pkcs8 = SoftwarePair.generate(BITS, token.random()).getPrivate().getEncoded();
        try (SoftwareKey software = SoftwareKey.fromPkcs8(pkcs8, HERE);
                TokenKey imported = token.importKey(software, RestoreAs.sessionKey())) {
            imported.sign(new byte[] {1});
            return List.of();
        }
    }
}
