package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.RsaNumbers;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyAdministrationTest {
    private final SoftHsm hsm = SoftHsm.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        token = hsm.newToken("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @Test
    void generate_target_hasTheAttributesOfItsPurpose() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("tenant"));

        assertThat(key.lengthBits()).isEqualTo(2048);
        assertYes(
                key,
                KeyAttribute.TOKEN,
                KeyAttribute.PRIVATE,
                KeyAttribute.SENSITIVE,
                KeyAttribute.EXTRACTABLE,
                KeyAttribute.SIGN,
                KeyAttribute.DECRYPT,
                KeyAttribute.LOCAL,
                KeyAttribute.ALWAYS_SENSITIVE);
        assertNo(key, KeyAttribute.UNWRAP, KeyAttribute.DERIVE, KeyAttribute.SIGN_RECOVER);
        KeyInfo publicKey = token.find(KeySelector.label("tenant").withKind(KeyObjectKind.PUBLIC));
        assertYes(publicKey, KeyAttribute.VERIFY, KeyAttribute.ENCRYPT);
        assertNo(publicKey, KeyAttribute.WRAP, KeyAttribute.PRIVATE);
    }

    @Test
    void generate_recovery_onlyUnwraps() throws Exception {
        KeyInfo key = token.generate(KeyRequest.recovery("recovery"));

        assertThat(key.lengthBits()).isEqualTo(3072);
        assertYes(
                key,
                KeyAttribute.UNWRAP,
                KeyAttribute.SENSITIVE,
                KeyAttribute.LOCAL,
                KeyAttribute.ALWAYS_SENSITIVE,
                KeyAttribute.NEVER_EXTRACTABLE);
        assertNo(
                key,
                KeyAttribute.DECRYPT,
                KeyAttribute.SIGN,
                KeyAttribute.EXTRACTABLE,
                KeyAttribute.MODIFIABLE,
                KeyAttribute.COPYABLE);
    }

    @Test
    void generate_wrapping_onlyWrapsAndUnwraps() throws Exception {
        KeyInfo key = token.generate(KeyRequest.wrapping("wrapping"));

        assertThat(key.type()).isEqualTo("AES");
        assertThat(key.lengthBits()).isEqualTo(256);
        assertYes(key, KeyAttribute.WRAP, KeyAttribute.UNWRAP, KeyAttribute.NEVER_EXTRACTABLE);
        assertNo(
                key,
                KeyAttribute.ENCRYPT,
                KeyAttribute.DECRYPT,
                KeyAttribute.EXTRACTABLE,
                KeyAttribute.MODIFIABLE);
    }

    @Test
    void generate_evidence_onlySigns() throws Exception {
        KeyInfo key = token.generate(KeyRequest.evidence("evidence"));

        assertYes(key, KeyAttribute.SIGN, KeyAttribute.NEVER_EXTRACTABLE);
        assertNo(key, KeyAttribute.DECRYPT, KeyAttribute.UNWRAP, KeyAttribute.MODIFIABLE);
        assertThat(token.rsaKey(key).sign(new byte[] {1})).hasSize(3072 / 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048, 3072, 4096})
    void generate_eachLength_hasTheSha1OfItsModulusAsId(int bits) throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("tenant").withLengthBits(bits));

        byte[] modulus = RsaNumbers.unsigned(key.rsaPublicKey().orElseThrow().getModulus());
        assertThat(modulus).hasSize(bits / 8);
        assertThat(key.id()).isEqualTo(MessageDigest.getInstance("SHA-1").digest(modulus));
        assertThat(token.find(KeySelector.id(key.id())).label()).isEqualTo("tenant");
    }

    @Test
    void generate_otherLengths_areRefused() {
        assertThatThrownBy(() -> token.generate(KeyRequest.target("a").withLengthBits(1536)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the length is 1536 bits; 1024, 2048, 3072 or 4096 are allowed");
        assertThatThrownBy(() -> token.generate(KeyRequest.recovery("a").withLengthBits(2048)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void generate_labelOrIdThatIsThere_isRefused() throws Exception {
        token.generate(KeyRequest.target("tenant").withId(new byte[] {1}));

        assertThatThrownBy(() -> token.generate(KeyRequest.wrapping("tenant")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("label 'tenant' already");
        assertThatThrownBy(() -> token.generate(KeyRequest.target("b").withId(new byte[] {1})))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("object with that ID");
    }

    @Test
    void find_twoKeysOfOneLabel_listsThem() throws Exception {
        token.generate(KeyRequest.target("tenant"));
        try (Session session = token.borrow()) {
            session.generateKeyPair(
                    Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                    Templates.targetPublic(2048),
                    Templates.targetPrivate(true)
                            .plus(Templates.named("tenant"))
                            .with(Cka.ID, new byte[] {9}));
        }

        assertThatThrownBy(() -> token.rsaKey(KeySelector.label("tenant")))
                .isInstanceOf(TokenException.class)
                .hasMessage("2 keys match private key with label 'tenant'")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("(id 09)"));
        assertThat(token.rsaKey(KeySelector.label("tenant").withId(new byte[] {9})).info().idHex())
                .isEqualTo("09");
    }

    @Test
    void find_missingOrOfAnotherKind_isSaid() throws Exception {
        token.generate(KeyRequest.wrapping("aes"));

        assertThatThrownBy(() -> token.rsaKey(KeySelector.label("aes")))
                .isInstanceOf(TokenException.class)
                .hasMessage("no private key with label 'aes' in the token");
        assertThatThrownBy(() -> token.find(KeySelector.any()))
                .isInstanceOf(TokenException.class)
                .hasMessage("no key is selected");
    }

    @Test
    void keys_pairs_areListedOnce() throws Exception {
        token.generate(KeyRequest.target("tenant"));
        token.generate(KeyRequest.wrapping("wrapping"));

        assertThat(token.keys())
                .extracting(KeyInfo::kind)
                .containsExactly(KeyObjectKind.PRIVATE, KeyObjectKind.SECRET);
    }

    @Test
    void delete_pair_leavesNeitherHalf() throws Exception {
        KeyInfo kept = token.generate(KeyRequest.target("kept"));
        token.delete(token.generate(KeyRequest.target("tenant")));

        assertThat(token.keys()).extracting(KeyInfo::label).containsExactly("kept");
        try (Session session = token.borrow()) {
            assertThat(session.find(Template.empty()))
                    .hasSize(2)
                    .extracting(PresentObject::handle)
                    .contains(kept.found().handle());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RsaPadding.class,
            names = {"PKCS1", "OAEP_SHA1"})
    void decrypt_withTheTargetKey_givesThePlaintext(RsaPadding padding) throws Exception {
        TokenKey key = token.rsaKey(token.generate(KeyRequest.target("tenant")));
        Cipher cipher =
                Cipher.getInstance(
                        padding == RsaPadding.PKCS1
                                ? "RSA/ECB/PKCS1Padding"
                                : "RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key.description().requireRsa());
        byte[] plain = HexFormat.of().parseHex("00ff10");

        try (SecretBytes decrypted = key.decrypt(cipher.doFinal(plain), padding)) {
            assertThat(decrypted).isEqualTo(SecretBytes.copyOf(plain));
        }
    }

    /** The public object may be lost: the private one names its modulus and exponent itself. */
    @Test
    void rsaKey_withoutPublicObject_knowsItsPublicHalf() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("tenant"));
        KeyInfo publicKey = token.find(KeySelector.label("tenant").withKind(KeyObjectKind.PUBLIC));
        token.delete(publicKey);

        assertThat(token.rsaKey(KeySelector.label("tenant")).description().requireRsa())
                .isEqualTo(key.publicKey().orElseThrow());
    }

    private static void assertYes(KeyInfo key, KeyAttribute... attributes) {
        for (KeyAttribute attribute : attributes) {
            assertThat(key.is(attribute)).as(attribute.cka()).isTrue();
        }
    }

    private static void assertNo(KeyInfo key, KeyAttribute... attributes) {
        for (KeyAttribute attribute : attributes) {
            assertThat(key.isNot(attribute)).as(attribute.cka()).isTrue();
        }
    }
}
