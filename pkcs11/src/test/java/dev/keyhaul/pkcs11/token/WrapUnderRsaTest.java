package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
@ExtendWith(RepeatedKeks.class)
class WrapUnderRsaTest {
    private static List<RSAPrivateCrtKey> ofEachLength;

    @TempDir Path directory;
    private final SoftHsm hsm = SoftHsm.create();
    private Token token;

    @BeforeAll
    static void makeKeys() throws Exception {
        ofEachLength = TestKeys.ofEachLength(new Random(5649));
    }

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.target("tenant"));
        token = hsm.login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void wrapUnder_everyLengthOfPkcs8_opensslAloneOpensIt(int kekBits) throws Exception {
        KeyPair kek = TestKeys.rsa(kekBits);
        Map<Integer, Integer> remainders = new TreeMap<>();
        try (Session session = token.borrow()) {
            for (RSAPrivateCrtKey target : ofEachLength) {
                TokenKey key = TestKeys.imported(token, session, target);
                RSAPrivateCrtKey opened = open(key, kek);
                assertThat(opened.getPrivateExponent()).isEqualTo(target.getPrivateExponent());
                remainders.merge(target.getEncoded().length % 8, 1, Integer::sum);
            }
        }
        for (int i = 0; i < 4; i++) {
            KeyInfo generated = token.generate(KeyRequest.target("target-" + i));
            RSAPrivateCrtKey opened = open(token.rsaKey(generated), kek);
            remainders.merge(opened.getEncoded().length % 8, 1, Integer::sum);
        }
        System.out.println(
                "KEK " + kekBits + ": PKCS#8 length modulo 8, blobs opened: " + remainders);
        assertThat(remainders).containsOnlyKeys(0, 1, 2, 3, 6, 7);
    }

    private RSAPrivateCrtKey open(TokenKey key, KeyPair kek) throws Exception {
        WrappedKey wrapped = key.wrapUnder(TestKeys.kek(kek));
        OpenedByOpenSsl opened =
                OpenedByOpenSsl.of(
                        directory, (RSAPrivateKey) kek.getPrivate(), wrapped.ciphertext(), "sha1");
        assertThat(opened.key().getModulus())
                .isEqualTo(key.description().requireRsa().getModulus());
        return opened.key();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 3072, 4096})
    void wrapUnder_otherLengthsOfTarget_opensslOpensIt(int bits) throws Exception {
        KeyInfo target = token.generate(KeyRequest.target("target").withLengthBits(bits));

        RSAPrivateCrtKey opened = open(token.rsaKey(target), TestKeys.rsa(2048));

        assertThat(opened.getModulus().bitLength()).isEqualTo(bits);
    }

    @Test
    void wrapUnder_keyStrongerThanItsKek_isRefused() throws Exception {
        TokenKey target =
                token.rsaKey(token.generate(KeyRequest.target("target").withLengthBits(3072)));
        RSAPublicKey kek = (RSAPublicKey) TestKeys.rsa(2048).getPublic();

        assertThatThrownBy(() -> target.wrapUnder(RsaAesWrappingKey.unsafeOf(kek, OaepHash.SHA1)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("KEK of 2048 bits is weaker than the target of 3072 bits");
    }

    @Test
    void wrapUnder_softHsm_saysHowItWasMadeAndProven() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        WrappedKey wrapped = key.wrapUnder(TestKeys.kek());

        assertThat(wrapped.method()).isEqualTo(WrapMethod.RSA_AES_SHA1);
        assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        assertThat(wrapped.ciphertext().length).isIn(1480, 1488);
        assertThat(wrapped.description()).isEqualTo(key.description());
        assertThat(wrapped.origin().protection()).isEqualTo(KeyOrigin.Protection.SOFTWARE_TOKEN);
        assertThat(wrapped.origin().maker()).isEqualTo("SoftHSM project, SoftHSM v2, firmware 2.6");
        assertThat(wrapped.origin().details())
                .containsEntry("module", hsm.modulePath().toString())
                .containsEntry("module_sha256", token.module().sha256())
                .containsEntry("serial", token.info().serial())
                .containsEntry("CKA_LOCAL", "true");
        if (token.capabilities().keyWrapPad() == KeyWrapBehaviour.KWP_ZERO_PADDED) {
            assertThat(wrapped.notes()).singleElement().asString().contains("zero bytes");
        }
    }

    @Test
    void wrapUnder_twice_usesTwoAesKeys() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        RsaAesWrappingKey kek = TestKeys.kek();

        assertThat(key.wrapUnder(kek).ciphertext()).isNotEqualTo(key.wrapUnder(kek).ciphertext());
    }

    @Test
    void wrapUnder_leavesNoObjectBehind() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        try (Session session = token.sessions().borrowAnother()) {
            int before = session.find(Template.empty()).size();

            key.wrapUnder(TestKeys.kek());
            // The login keeps the secret that tells which AES keys come again.
            assertThat(session.find(Template.empty())).hasSize(before + 1);
            assertThat(TestKeys.kept(session)).isEqualTo(1);

            // A session that is used on keeps its last KEK and that of its decoys, and nothing
            // else.
            key.wrapUnder(TestKeys.kek());
            key.wrapUnder(TestKeys.kek(TestKeys.anotherRsa(2048)));
            assertThat(session.find(Template.empty())).hasSize(before + 3);
            assertThat(TestKeys.kept(session)).isEqualTo(3);
            assertThat(token.keys()).hasSize(1);
        }
    }

    @Test
    void wrapUnder_oaepSha256_isRefusedByTheTokenInWords() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));

        assertThatThrownBy(
                        () ->
                                key.wrapUnder(
                                        RsaAesWrappingKey.unsafeOf(
                                                TestKeys.kek().publicKey(), OaepHash.SHA256)))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("RSA-OAEP with SHA256")
                .hasMessageContaining("CKR_ARGUMENTS_BAD (0x7)");
        assertThat(key.wrapUnder(TestKeys.kek()).ciphertext()).isNotEmpty();
    }

    @Test
    void wrapUnder_keyThatMayNotLeave_isRefusedBeforeTheTokenIsAsked() throws Exception {
        TokenKey key = token.rsaKey(token.generate(KeyRequest.target("fixed").notExtractable()));

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("key 'fixed' is not extractable");
    }

    @Test
    void wrapUnder_sealedAfterItWasFound_isRefused() throws Exception {
        TokenKey key = token.rsaKey(KeySelector.label("tenant"));
        try (Session session = token.borrow()) {
            session.set(key.info().found().handleIn(session), Template.empty().no(Cka.EXTRACTABLE));
        }

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e ->
                                assertThat(e.hint())
                                        .contains(
                                                "use a master copy (backup:STORE/ID), or generate an extractable key"));
    }

    @Test
    void wrapUnder_wrapWithTrusted_isRefused() throws Exception {
        try (Session session = token.borrow()) {
            long handle =
                    session.generateKeyPair(
                                    Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                                    Templates.targetPublic(2048),
                                    Templates.targetPrivate(true).yes(Cka.WRAP_WITH_TRUSTED))
                            .privateKey();
            TokenKey key =
                    token.key(
                            new KeyInfo(
                                    new KeyObjects(session).read(KeyObjectKind.PRIVATE, handle)));

            assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("CKA_WRAP_WITH_TRUSTED");
        }
    }
}
