package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyDescription.Curve;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenKeyType;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.EcNumbers;
import dev.keyhaul.pkcs11.object.EcTemplates;
import dev.keyhaul.pkcs11.object.KeyIds;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.probe.EcControl;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EC and AES keys: generated with every attribute, described, wrapped, and opened by OpenSSL. */
@Tag("long")
@ExtendWith(RepeatedKeks.class)
class KeyKindsTest {
    @TempDir Path directory;
    private final SoftHsm hsm = SoftHsm.create();
    private Token token;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM", KeyRequest.wrapping("wrapping"));
        token = hsm.login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void generate_target_hasEachAttributeOfItsTemplate(TestKind kind) throws Exception {
        KeyInfo made = token.generate(kind.request("target"));

        assertThat(made.type()).isEqualTo(kind.type.name());
        assertThat(made.lengthBits()).isEqualTo(kind.bits);
        assertThat(made.kind())
                .isEqualTo(
                        kind.type == TokenKeyType.AES
                                ? KeyObjectKind.SECRET
                                : KeyObjectKind.PRIVATE);
        Map<KeyAttribute, Boolean> may = made.attributes();
        assertThat(may)
                .containsEntry(KeyAttribute.TOKEN, true)
                .containsEntry(KeyAttribute.PRIVATE, true)
                .containsEntry(KeyAttribute.SENSITIVE, true)
                .containsEntry(KeyAttribute.EXTRACTABLE, true)
                .containsEntry(KeyAttribute.LOCAL, true)
                .containsEntry(KeyAttribute.SIGN, kind.isEc())
                .containsEntry(KeyAttribute.DECRYPT, !kind.isEc())
                .containsEntry(KeyAttribute.UNWRAP, false)
                .containsEntry(KeyAttribute.DERIVE, false);
        if (!kind.isEc()) {
            assertThat(may)
                    .containsEntry(KeyAttribute.ENCRYPT, true)
                    .containsEntry(KeyAttribute.WRAP, false);
        }
        KeyDescription key = token.key(made).description();
        assertThat(key.name()).isEqualTo(kind.description());
        assertThat(token.fingerprint(made)).contains(key.fingerprint());
        assertThat(made.id()).isEqualTo(KeyIds.of(key));
        assertThat(token.keys()).extracting(KeyInfo::label).contains("target");
        assertThat(token.key(KeySelector.label("target")).description()).isEqualTo(key);
    }

    @Test
    void generate_keyThatStays_isNotExtractable() throws Exception {
        KeyInfo made = token.generate(TestKind.AES256.request("stays").notExtractable());

        assertThat(made.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        TokenKey key = token.key(made);
        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class)
                .hasMessage("key 'stays' is not extractable");
    }

    @Test
    void request_ofAnotherLengthOrPurpose_isRefused() {
        assertRefused(
                KeyRequest.target("x").ofType(TokenKeyType.AES).withLengthBits(512),
                "the length is 512 bits; 128, 192 or 256 are allowed");
        assertRefused(
                KeyRequest.target("x").ofType(TokenKeyType.EC).withLengthBits(255),
                "the length is 255 bits; 256, 384 or 521 are allowed");
        assertRefused(
                KeyRequest.recovery("x").onCurve(Curve.P256),
                "a key for this purpose is an RSA key, not EC");
    }

    private void assertRefused(KeyRequest request, String message) {
        assertThatThrownBy(() -> token.generate(request))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }

    /** The fingerprint is the same wherever the key is: JDK and token make the same of the text. */
    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_target_opensslAloneOpensIt(TestKind kind) throws Exception {
        KeyPair kek = TestKeys.rsa(3072);
        TokenKey target = token.key(token.generate(kind.request("target")));

        WrappedKey wrapped = target.wrapUnder(TestKeys.kek(kek));

        assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        byte[] opened = opened(kek, wrapped);
        if (kind.isEc()) {
            assertThat(wrapped.notes()).contains(ControlKey.Encoding.WITHOUT_PUBLIC_HALF);
        } else {
            assertThat(opened).hasSize(kind.bits / 8);
            assertThat(wrapped.notes()).isEmpty();
        }
        assertThat(TestKind.describe(opened)).isEqualTo(target.description());
        assertThat(wrapped.description()).isEqualTo(target.description());
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void wrapUnder_wrappingKeyOfItsToken_isProvenAndRestored(TestKind kind) throws Exception {
        TokenKey target = token.key(token.generate(kind.request("target")));
        TokenAesWrappingKey wrapping = token.wrappingKey(KeySelector.label("wrapping"));

        WrappedKey wrapped = target.wrapUnder(wrapping);

        assertThat(wrapped.proof()).isEqualTo(WrapProof.THESE_BYTES_IN_TOKEN);
        token.delete(target.info());
        try (TokenKey restored =
                wrapping.restore(
                        wrapped.ciphertext(),
                        target.description(),
                        RestoreAs.tokenKey("restored"))) {
            assertSameAtWork(restored, target.description());
        }
    }

    private byte[] opened(KeyPair kek, WrappedKey wrapped) throws Exception {
        return new OpenSsl(directory)
                .unwrap(
                        kek.getPrivate().getEncoded(),
                        ((RSAPrivateKey) kek.getPrivate()).getModulus().bitLength(),
                        wrapped.ciphertext(),
                        "sha1");
    }

    static void assertSameAtWork(TokenKey key, KeyDescription expected) throws Exception {
        assertThat(key.description()).isEqualTo(expected);
        byte[] text = KeyChallenge.random(key.token().random());
        if (expected.publicKey().isPresent()) {
            assertThat(KeyChallenge.verifies(expected.publicKey().get(), text, key.sign(text)))
                    .isTrue();
        } else {
            assertThat(key.token().key(key.info()).description()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void importKey_softwareKey_isTheSameAtWork(TestKind kind) throws Exception {
        byte[] clear = kind.clear();
        try (SoftwareKey software = TestKind.software(clear);
                TokenKey imported =
                        token.importKey(software, RestoreAs.tokenKey("imported").asExtractable())) {
            assertSameAtWork(imported, software.description());
            assertThat(token.key(KeySelector.label("imported")).description())
                    .isEqualTo(software.description());
            KeyPair kek = TestKeys.rsa(2048);
            assertThat(TestKind.describe(opened(kek, imported.wrapUnder(TestKeys.kek(kek)))))
                    .isEqualTo(software.description());
        }
    }

    /** An AES key that wraps, or signs only, cannot show what it is. */
    @Test
    void key_aesThatMayNotEncrypt_isRefusedWithTheReason() {
        assertThatThrownBy(() -> token.key(KeySelector.label("wrapping")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("cannot encrypt (CKA_ENCRYPT is not true): its fingerprint");
    }

    @Test
    void key_absent_saysSo() {
        assertThatThrownBy(() -> token.key(KeySelector.label("absent")))
                .hasMessage("no private key with label 'absent' in the token");
    }

    /** P-256K, P-224 and a Brainpool curve: listed, and refused by name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "06052b8104000a P-256K (secp256k1)",
                "06052b81040021 P-224",
                "06092b2403030208010107 brainpoolP256r1"
            })
    void key_onAnotherCurve_isListedAndRefusedByName(String curve) throws Exception {
        String[] oidAndName = curve.split(" ", 2);
        byte[] parameters = HexFormat.of().parseHex(oidAndName[0]);
        try (Session session = token.borrow()) {
            Template name = Templates.named("other").plus(Templates.identified(new byte[] {7}));
            session.generateKeyPair(
                    Mechanism.of(Ckm.ECDSA_KEY_PAIR_GEN),
                    name.with(Cka.EC_PARAMS, parameters).yes(Cka.TOKEN),
                    name.yes(Cka.TOKEN, Cka.SIGN, Cka.EXTRACTABLE));
        }

        assertThat(token.keys())
                .filteredOn(
                        key -> key.label().equals("other") && key.kind() == KeyObjectKind.PRIVATE)
                .singleElement()
                .satisfies(key -> assertThat(key.type()).isEqualTo("EC"))
                .satisfies(key -> assertThat(key.publicKey()).isEmpty());
        assertThatThrownBy(() -> token.key(KeySelector.label("other")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(
                        "the key is on " + oidAndName[1] + "; P-256, P-384 and P-521 are accepted");
    }

    /** The public object is found by its id, and anybody can put another one there. */
    @Test
    void key_whosePublicObjectIsAnotherKeys_isRefused() throws Exception {
        KeyInfo made = token.generate(TestKind.P256.request("target"));
        KeyInfo other = token.generate(TestKind.P256.request("other"));
        KeyDescription.Ec otherKey = (KeyDescription.Ec) token.key(other).description();
        try (Session session = token.borrow()) {
            long publicObject =
                    session.find(Templates.named("target").with(Cka.CLASS, Cko.PUBLIC_KEY))
                            .get(0)
                            .handle();
            session.destroy(publicObject);
            session.create(
                    EcTemplates.restoredPublic(otherKey)
                            .plus(Templates.named("target"))
                            .plus(Templates.identified(made.id())));
        }

        assertThatThrownBy(() -> token.key(KeySelector.label("target")))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("is another key's");
    }

    @Test
    void key_withoutPublicObject_isRefusedWithTheReason() throws Exception {
        token.generate(TestKind.P384.request("target"));
        try (Session session = token.borrow()) {
            session.destroy(
                    session.find(Templates.named("target").with(Cka.CLASS, Cko.PUBLIC_KEY))
                            .get(0)
                            .handle());
        }

        assertThatThrownBy(() -> token.key(KeySelector.label("target")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("the token has no public key of this id");
    }

    @ParameterizedTest
    @EnumSource(TestKind.class)
    void delete_andSeal_workOnEachKind(TestKind kind) throws Exception {
        KeyInfo made = token.generate(kind.request("target"));

        assertThat(token.seal(made).isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        token.delete(made);

        assertThat(token.keys().stream().map(KeyInfo::label).collect(Collectors.toSet()))
                .containsExactly("wrapping");
        try (Session session = token.borrow()) {
            assertThat(session.find(Templates.named("target"))).isEmpty();
        }
    }

    /** DER OCTET STRING, bare, compressed, off the curve, cut: of each curve. */
    @Test
    void ecPoint_formsOfAPoint_areReadOrRefusedByName() throws Exception {
        for (Curve curve : Curve.values()) {
            KeyDescription.Ec key =
                    (KeyDescription.Ec) KeyDescription.of(EcControl.generate(curve).getPublic());
            byte[] wrapped = EcNumbers.point(key);
            byte[] bare = key.pointOctets();
            assertThat(EcNumbers.publicKey(curve, wrapped)).isEqualTo(key.ec());
            assertThat(EcNumbers.publicKey(curve, bare)).isEqualTo(key.ec());
            byte[] compressed = Arrays.copyOf(bare, 1 + curve.coordinateBytes());
            compressed[0] = 2;
            assertPointRefused(curve, compressed, "compressed");
            byte[] octets = new byte[2 + compressed.length];
            octets[0] = 4;
            octets[1] = (byte) compressed.length;
            System.arraycopy(compressed, 0, octets, 2, compressed.length);
            assertPointRefused(curve, octets, "compressed");
            for (int i = 1; i < bare.length; i++) {
                byte[] off = bare.clone();
                off[i] ^= 1;
                assertPointRefused(curve, off, "not on its curve");
            }
            for (int length = 0; length < wrapped.length; length++) {
                if (length != bare.length) {
                    assertPointRefused(curve, Arrays.copyOf(wrapped, length), "point");
                }
            }
        }
    }

    private static void assertPointRefused(Curve curve, byte[] point, String why) {
        assertThatThrownBy(() -> EcNumbers.publicKey(curve, point)).hasMessageContaining(why);
    }

    /** Explicit parameters, nothing, a name that is cut. */
    @Test
    void ecParameters_thatNameNoCurve_areRefused() {
        assertThatThrownBy(() -> EcNumbers.curve(new byte[] {0x30, 0}))
                .hasMessageContaining("explicit parameters");
        assertThatThrownBy(() -> EcNumbers.curve(new byte[0]))
                .hasMessageContaining("does not name the key's curve");
        byte[] whole = EcNumbers.parameters(Curve.P521);
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EcNumbers.curve(cut)).hasMessageContaining("curve");
        }
    }
}
