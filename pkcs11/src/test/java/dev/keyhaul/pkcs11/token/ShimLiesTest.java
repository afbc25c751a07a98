package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.Session;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A module that answers CKR_OK and lies in C_WrapKey. Caught means: an error and no bytes, or,
 * where another strategy is there, bytes that hold the target all the same.
 */
@ExtendWith(RepeatedKeks.class)
class ShimLiesTest {
    private static final List<String> OF_BYTES =
            List.of("flip-first", "flip-last", "truncate", "extend", "zeros", "empty");
    private static final String OAEP = "0x9";

    private final ShimModule shim = ShimModule.create();
    private KeyPair kek;
    private Token token;
    private long otherRsa;
    private @Nullable Session own;
    private long otherAes;
    private int ephemeralObjects;
    private final List<String> missed = new ArrayList<>();
    private int refused;
    private int byAnotherStrategy;

    @BeforeEach
    void open() throws Exception {
        kek = TestKeys.rsa(2048);
        shim.hsm().addToken("HSM", KeyRequest.target("tenant"), KeyRequest.target("other"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        closeToken();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(ShimStrategy.class)
    void wrapUnder_everyLieFromTheBeginning_isCaught(ShimStrategy strategy) throws Exception {
        List<String> lies = new ArrayList<>();
        for (String mechanism :
                strategy == ShimStrategy.ONE_SHOT
                        ? List.of(strategy.mechanism)
                        : List.of(strategy.mechanism, OAEP)) {
            OF_BYTES.forEach(lie -> lies.add(lie + " " + mechanism));
            lies.add("other " + mechanism);
        }
        if (strategy == ShimStrategy.ONE_SHOT) {
            lies.add("same-aes 0x1054");
        }
        for (String lie : lies) {
            tryWith(strategy, lie, OaepHash.SHA1);
        }
        tryWith(strategy, "sha1 0x1054\nsha1 " + OAEP, OaepHash.SHA256);
        report(strategy + " from the beginning", lies.size() + 1);
    }

    /** Where nothing else is left, a one call that lies is an error that says so. */
    @Test
    void wrapUnder_oneCallThatLiesAndNoOtherWay_isRefused() throws Exception {
        for (String lie : OF_BYTES) {
            tryWith(ShimStrategy.ONE_SHOT, lie + " 0x1054\nhide 0x210a", OaepHash.SHA1);
        }
        assertThat(refused).isEqualTo(OF_BYTES.size());
        report("ONE_SHOT with no other way", OF_BYTES.size());
    }

    /** The token was honest when it was tried: the proof of the very bytes catches it later. */
    @ParameterizedTest
    @EnumSource(
            value = ShimStrategy.class,
            names = {"KWP", "PAD"})
    void wrapUnder_everyLieOfTheTargetsBytesLater_isCaught(ShimStrategy strategy) throws Exception {
        List<String> lies =
                Stream.concat(
                                OF_BYTES.stream().map(lie -> lie + " " + strategy.mechanism),
                                Stream.of("other " + strategy.mechanism))
                        .toList();
        for (String lie : lies) {
            tryLater(strategy, lie, CheckFailedException.class);
        }
        report(strategy + " later", lies.size());
    }

    /** The stand-in does not prove these bytes; what cannot be a wrapped key is caught. */
    @Test
    void wrapUnder_oneCallThatGivesNoCiphertextLater_isCaught() throws Exception {
        List<String> lies = List.of("zeros 0x1054", "empty 0x1054");
        for (String lie : lies) {
            tryLater(ShimStrategy.ONE_SHOT, lie, CheckFailedException.class);
        }
        report("ONE_SHOT later", lies.size());
    }

    private void tryWith(ShimStrategy strategy, String lie, OaepHash hash) throws Exception {
        reopen();
        obey(strategy, lie);
        attempt(strategy + ": " + lie, hash, KeyTransferException.class);
    }

    private void tryLater(
            ShimStrategy strategy, String lie, Class<? extends KeyTransferException> expected)
            throws Exception {
        reopen();
        obey(strategy, "");
        assertThat(opens(wrap(OaepHash.SHA1), OaepHash.SHA1)).isTrue();
        obey(strategy, lie);
        attempt(strategy + " later: " + lie, OaepHash.SHA1, expected);
    }

    private void attempt(
            String trial, OaepHash hash, Class<? extends KeyTransferException> expected)
            throws Exception {
        try {
            if (opens(wrap(hash), hash)) {
                byAnotherStrategy++;
            } else {
                missed.add(trial);
            }
        } catch (KeyTransferException e) {
            if (!expected.isInstance(e) || e.hint().isEmpty()) {
                missed.add(trial + ": " + e);
            }
            refused++;
        }
        shim.obey();
        assertThat(ephemeralObjects()).as(trial).isEqualTo(ephemeralObjects);
    }

    private WrappedKey wrap(OaepHash hash) throws KeyTransferException {
        return token.rsaKey(KeySelector.label("tenant"))
                .wrapUnder(RsaAesWrappingKey.unsafeOf((RSAPublicKey) kek.getPublic(), hash));
    }

    private boolean opens(WrappedKey wrapped, OaepHash hash) throws Exception {
        try (SecretBytes opened =
                RsaAesKeyWrap.unwrap(
                        wrapped.ciphertext(),
                        (RSAPrivateKey) kek.getPrivate(),
                        hash,
                        new SecureRandom())) {
            RSAPrivateKey key =
                    opened.withRawSecretBytes(
                            pkcs8 ->
                                    (RSAPrivateKey)
                                            KeyFactory.getInstance("RSA")
                                                    .generatePrivate(
                                                            new PKCS8EncodedKeySpec(
                                                                    DerSequence.withoutPadding(
                                                                            pkcs8))));
            return key.getModulus().equals(wrapped.description().requireRsa().getModulus());
        } catch (CheckFailedException e) {
            return false;
        }
    }

    /** What was seen of a token is kept until it is closed. */
    private void reopen() throws Exception {
        closeToken();
        shim.obey();
        token = shim.hsm().login("HSM");
        otherRsa = token.find(KeySelector.label("other")).found().handle();
        own = token.sessions().borrowAnother();
        otherAes = own.create(Templates.knownAes(new byte[Templates.AES_BYTES]));
        ephemeralObjects = ephemeralObjects();
    }

    private void closeToken() {
        if (own != null) {
            own.close();
            own = null;
        }
        token.close();
    }

    /**
     * Another key is one of the kind that the mechanism wraps: its handle is the token's of now.
     */
    private void obey(ShimStrategy strategy, String lies) throws KeyTransferException {
        token.wrapBy(strategy.policy);
        long other = lies.contains(OAEP) ? otherAes : otherRsa;
        shim.obey(
                Stream.concat(Stream.of(strategy.rule, "constant-pair -"), lies.lines())
                        .map(lie -> lie.startsWith("other") ? lie + " 0x" + hex(other) : lie)
                        .toList());
    }

    private static String hex(long handle) {
        return Long.toHexString(handle);
    }

    private int ephemeralObjects() throws Exception {
        try (Session session = token.borrow()) {
            return session.find(Templates.named(LeftBehind.LABEL)).size() - TestKeys.kept(session);
        }
    }

    private void report(String what, int tried) {
        System.out.println(
                what
                        + ": "
                        + tried
                        + " lies tried, "
                        + refused
                        + " refused, "
                        + byAnotherStrategy
                        + " done by another strategy, "
                        + missed.size()
                        + " missed");
        assertThat(missed).isEmpty();
        assertThat(refused + byAnotherStrategy).isEqualTo(tried);
    }
}
