package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.KeyCopy;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that keep a copy of a key under a name that nobody asked for, here or in another slot. */
@ExtendWith(RepeatedKeks.class)
class KeptCopiesTest {
    private static final String HERE = "leaves spare";
    private static final String IN_ANOTHER_SLOT = "leaves spare 1";

    private static final SourceSecrets SECRETS =
            new SourceSecrets() {
                @Override
                public Passphrase password(String of) {
                    throw new AssertionError("no password is needed");
                }

                @Override
                public Passphrase pin(String tokenLabel) {
                    return SoftHsm.pin();
                }
            };

    private final ObservedBackend backend = new ObservedBackend();
    private final ShimModule shim = ShimModule.create(backend);
    private final RsaAesWrappingKey kek = TestKeys.kek();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        shim.hsm()
                .addToken(
                        "HSM",
                        KeyRequest.target("RSA"),
                        KeyRequest.target("EC").ofType(TokenKeyType.EC),
                        KeyRequest.target("AES").ofType(TokenKeyType.AES));
        shim.hsm().addToken("NEXT", KeyRequest.target("another"));
        token = shim.hsm().login("HSM");
    }

    @AfterEach
    void close() {
        shim.obey();
        token.close();
        shim.close();
    }

    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void copyOfAWrappedKey_isAnErrorAtTheEnd_andStays(TokenKeyType type) throws Exception {
        shim.obey(HERE);
        token.key(KeySelector.label(type.name())).wrapUnder(kek);

        requireToldAtTheEnd();
    }

    @ParameterizedTest
    @EnumSource(TokenKeyType.class)
    void copyOfAGeneratedKey_isAnErrorAtTheEnd_andStays(TokenKeyType type) throws Exception {
        shim.obey(HERE);
        try {
            token.generate(KeyRequest.target("new").ofType(type));
        } catch (CheckFailedException e) {
            // A pair whose modulus another object has does not come that far.
            assertThat(type).isEqualTo(TokenKeyType.RSA);
            assertThat(e).hasMessageContaining("'spare'");
            shim.obey();
            assertThat(token.keys()).extracting(KeyInfo::label).contains("spare");
            return;
        }

        requireToldAtTheEnd();
    }

    /** It encrypts nothing: its check value shows which key it is. */
    @Test
    void copyOfAWrappingKey_isAnErrorAtTheEnd_andStays() throws Exception {
        shim.obey(HERE, "aes-again 1 1 2", "flag 0x163 1", "flag 0x164 1", "flag 0x165 1");
        token.generate(KeyRequest.wrapping("new"));

        requireToldAtTheEnd();
    }

    @Test
    void copyOfAnImportedKey_isAnErrorAtTheEnd_andStays() throws Exception {
        shim.obey(HERE);
        try (SoftwareKey key = rsa()) {
            token.importKey(key, RestoreAs.tokenKey("new")).close();
        }

        requireToldAtTheEnd();
    }

    /** As in a drill: the key itself is gone. */
    @Test
    void copyOfASessionKey_isAnErrorAtTheEnd_andStays() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        shim.obey(HERE);
        try (SoftwareKey key = TestKeys.software(generator.generateKeyPair().getPrivate())) {
            token.importKey(key, RestoreAs.sessionKey()).close();
        }

        requireToldAtTheEnd();
    }

    /** A command that is one of several under a login looks too, and the next is not blamed. */
    @Test
    void lookBeforeTheEnd_tellsWhatCameSinceTheLast() throws Exception {
        shim.obey(HERE);
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);

        assertThatThrownBy(token::requireNoCopies).hasMessageContaining("'spare'");

        shim.obey();
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        token.requireNoCopies();
    }

    /** As a command does in a guided run: the login outlives it. */
    @Test
    void leaseOfOneWork_looksWhenItIsClosed() throws Exception {
        token.close();
        TokenUri uri = TokenUri.of(TokenSelector.label("HSM"));
        try (TokenLease held =
                TokenLease.open(List.of(), path -> shim.hsm().module(), uri, SECRETS)) {
            TokenLease command = held.shared().forOneWork();
            shim.obey(HERE);
            command.token().rsaKey(KeySelector.label("RSA")).wrapUnder(kek);

            assertThatThrownBy(command::close).hasMessageContaining("'spare'");

            shim.obey();
            held.shared().forOneWork().close();
        }
    }

    /** The key itself was there before the login: only one object may be it. */
    @Test
    void copyUnderTheKeysOwnNameAndId_isAnErrorAtTheEnd() throws Exception {
        String id = token.find(KeySelector.label("RSA")).idHex();
        shim.obey("leaves RSA 2");
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        shim.obey();

        assertThat(token.copies())
                .extracting(KeyCopy::toString)
                .contains("key 'RSA' (id " + id + ")");

        assertThatThrownBy(token::close).hasMessageContaining("key 'RSA' (id " + id + ")");
        token = shim.hsm().login("HSM");
    }

    /** A report shows them, and the end refuses all the same. */
    @Test
    void copiesThatWereReported_areAnErrorAtTheEnd() throws Exception {
        long slot = token.info().slotId();
        shim.obey(HERE);
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        shim.obey();

        List<KeyCopy> copies = token.copies();

        assertThat(copies)
                .isNotEmpty()
                .allMatch(copy -> copy.equals(new KeyCopy(slot, "spare", "")));
        assertThat(token.copies()).isEmpty();
        requireToldAtTheEnd();
    }

    /** It may be what a group of HSMs shows of the key itself. */
    @Test
    void sameKeyInAnotherSlot_isTold_andNoError() throws Exception {
        shim.obey(IN_ANOTHER_SLOT);
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        shim.obey();

        // One of the key, and one of each throw-away key that the token unwrapped.
        assertThat(token.copies())
                .isNotEmpty()
                .allMatch(copy -> copy.label().equals("spare"))
                .allMatch(copy -> copy.slot() != token.info().slotId());
        token.close();

        assertThat(token.findings())
                .isNotEmpty()
                .allSatisfy(
                        finding ->
                                assertThat(finding.toString())
                                        .contains("has the same key, as key 'spare'")
                                        .contains("find out who copied it"));
    }

    /** As in a guided ceremony: the login of one step is kept, the next opens the module again. */
    @Test
    void keyInASlotThatTheProcessOpened_isNoCopy() throws Exception {
        try (Pkcs11Module again = Pkcs11Module.load(shim.hsm().modulePath(), backend);
                Token next = again.login(again.find(TokenSelector.label("NEXT")), SoftHsm.pin())) {
            next.generate(KeyRequest.recovery("recovery"));
            TokenKey moved = token.key(KeySelector.label("RSA"));
            RecoveryKey recovery = next.onlyRecoveryKey();
            byte[] copy = moved.wrapUnder(recovery.wrappingKey()).ciphertext();
            recovery.restore(copy, moved.description(), RestoreAs.sessionKey()).close();

            assertThat(next.copies()).isEmpty();
        }
    }

    @Test
    void lookThatTheTokenRefuses_isTold_andNoError() throws Exception {
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        shim.obey("fail C_FindObjectsInit 0x54 0");

        token.close();

        assertThat(token.findings())
                .singleElement()
                .asString()
                .contains("did not look for copies")
                .contains("CKR_FUNCTION_NOT_SUPPORTED");
    }

    /** Handles of another login say nothing. */
    @Test
    void loginThatWasRenewed_isTold_andNoError() throws Exception {
        token.close();
        token = shim.hsm().loginBeside("HSM");
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        shim.obey("fail C_FindObjectsInit 0x101 1");
        assertThatThrownBy(token::keys).hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
        shim.obey();
        token.keys();

        token.close();

        assertThat(token.findings())
                .singleElement()
                .asString()
                .endsWith(
                        "did not look for copies of keys that the token may have kept: the login was renewed");
    }

    @Test
    void moreObjectsThanAreLookedAt_areTold_andNoError() throws Exception {
        token.rsaKey(KeySelector.label("RSA")).wrapUnder(kek);
        backend.lie("findObjects", module -> LongStream.rangeClosed(1, 10_001).boxed().toList());

        token.close();

        backend.tellTheTruth();
        assertThat(token.findings()).singleElement().asString().endsWith("10001 objects are in it");
    }

    /** What this library makes, and what was there before, is no copy. */
    @Test
    void keysThatWereAskedFor_areNoCopies() throws Exception {
        token.generate(KeyRequest.target("new"));
        token.rsaKey(KeySelector.label("new")).wrapUnder(kek);
        RestoreAs.TokenObject again = RestoreAs.tokenKey("again").withId(new byte[] {1});
        token.importKey(token.rsaKey(KeySelector.label("RSA")), again).close();
        try (Token beside = shim.hsm().loginBeside("HSM")) {
            beside.generate(KeyRequest.target("beside").ofType(TokenKeyType.EC));
        }
        token.key(KeySelector.label("beside")).wrapUnder(kek);

        token.close();

        assertThat(token.findings()).isEmpty();
    }

    private void requireToldAtTheEnd() throws Exception {
        shim.obey();
        assertThatThrownBy(token::close)
                .isInstanceOf(KeyTransferException.Unchecked.class)
                .cause()
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("kept a copy of a key")
                .hasMessageContaining("key 'spare' (id ");
        token = shim.hsm().login("HSM");
        assertThat(token.keys()).extracting(KeyInfo::label).contains("spare");
    }

    private static SoftwareKey rsa() throws Exception {
        return TestKeys.software(TestKeys.anotherRsa(2048).getPrivate());
    }
}
