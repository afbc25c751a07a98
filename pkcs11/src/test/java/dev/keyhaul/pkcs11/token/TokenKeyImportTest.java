package dev.keyhaul.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.object.FoundKey;
import dev.keyhaul.pkcs11.object.KeyIds;
import dev.keyhaul.pkcs11.restore.ExpectedTokenKey;
import dev.keyhaul.pkcs11.restore.ImportPair;
import dev.keyhaul.pkcs11.session.Session;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys from elsewhere enter a token by unwrapping alone. */
@ExtendWith(RepeatedKeks.class)
@Tag("long")
class TokenKeyImportTest {
    private static final byte[] TEXT = "a document from before".getBytes(UTF_8);

    /** As a key would say that came from a token with CKF_HW_SLOT. */
    private static final KeyOrigin IN_HARDWARE =
            new KeyOrigin(KeyOrigin.Protection.HARDWARE_TOKEN, "HSM", "maker", Map.of());

    private final SecureRandom random = new SecureRandom();
    private final ObservedBackend backend = new ObservedBackend();
    private final SoftHsm hsm = SoftHsm.create(backend);
    private Token token;

    @BeforeEach
    void open() throws Exception {
        hsm.addToken("HSM");
        hsm.addToken(
                "other HSM",
                KeyRequest.target("tenant"),
                KeyRequest.target("fixed").notExtractable());
        token = hsm.login("HSM");
    }

    @AfterEach
    void close() {
        token.close();
        hsm.close();
    }

    @Test
    void importKey_softwareKeyOfEachLength_isAtWorkInTheToken() throws Exception {
        List<String> wrong = new ArrayList<>();
        int imported = 0;
        for (int bits : new int[] {1024, 2048, 3072, 4096}) {
            KeyPair pair = TestKeys.rsa(bits);
            try (SoftwareKey software = TestKeys.software(pair.getPrivate());
                    TokenKey key = token.importKey(software, RestoreAs.tokenKey("k" + bits))) {
                imported += isAtWork(key, software.description().requireRsa()) ? 1 : 0;
            } catch (Exception e) {
                wrong.add(bits + ": " + e);
            }
        }
        System.out.println("imported RSA keys of 1024, 2048, 3072 and 4096 bits: " + imported);
        assertThat(wrong).isEmpty();
        assertThat(imported).isEqualTo(4);
        assertThat(token.keys()).hasSize(4);
    }

    @Test
    void importKey_ofAHardwareTokensKey_isRefusedUnlessItsFingerprintIsNamed() throws Exception {
        try (SoftwareKey hardware =
                TestKeys.software(TestKeys.rsa(2048).getPrivate(), IN_HARDWARE)) {
            Fingerprint key = hardware.description().fingerprint();
            RestoreAs.TokenObject as = RestoreAs.tokenKey("moved");

            assertThatThrownBy(() -> token.importKey(hardware, as))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage(
                            "the key is in a token that claims to be hardware, but the recipient is a"
                                    + " software token");
            try (TokenKey imported = token.importKey(hardware, as.allowing(key))) {
                assertThat(imported.description().fingerprint()).isEqualTo(key);
            }
        }
    }

    /** PKCS#8 of RSA-2048 has 1214 to 1219 bytes: all paddings of AES-KWP. */
    @Test
    void importKey_pkcs8OfEachLength_isAtWorkInTheToken() throws Exception {
        int imported = 0;
        for (RSAPrivateCrtKey key : TestKeys.ofEachLength(new Random(7))) {
            try (SoftwareKey software = TestKeys.software(key);
                    TokenKey restored = token.importKey(software, RestoreAs.sessionKey())) {
                imported += isAtWork(restored, software.description().requireRsa()) ? 1 : 0;
            }
        }
        System.out.println("imported PKCS#8 of each length from 1214 to 1219 bytes: " + imported);
        assertThat(imported).isEqualTo(6);
    }

    @Test
    void importKey_asTokenKey_isStrictAndHasAPublicObjectBesideIt() throws Exception {
        KeyInfo key = importSoftware(RestoreAs.tokenKey("tenant")).info();

        assertThat(key.is(KeyAttribute.TOKEN)).isTrue();
        assertThat(key.is(KeyAttribute.PRIVATE)).isTrue();
        assertThat(key.is(KeyAttribute.SENSITIVE)).isTrue();
        assertThat(key.is(KeyAttribute.SIGN)).isTrue();
        assertThat(key.is(KeyAttribute.DECRYPT)).isTrue();
        assertThat(key.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThat(key.isNot(KeyAttribute.UNWRAP)).isTrue();
        assertThat(key.id())
                .isEqualTo(KeyIds.of(KeyDescription.of(key.rsaPublicKey().orElseThrow())));
        KeyInfo publicObject =
                token.find(KeySelector.label("tenant").withKind(KeyObjectKind.PUBLIC));
        assertThat(publicObject.publicKey()).isEqualTo(key.publicKey());
        assertThat(publicObject.idHex()).isEqualTo(key.idHex());
    }

    @Test
    void importKey_extractableOnlyWhenAsked_canBeWrapped() throws Exception {
        RecoveryKey recovery = token.recoveryKey(token.generate(KeyRequest.recovery("r")));
        TokenKey loose =
                importSoftware(TestKeys.rsa(2048), RestoreAs.tokenKey("loose").asExtractable());
        TokenKey strict = importSoftware(TestKeys.anotherRsa(2048), RestoreAs.tokenKey("strict"));

        assertThat(loose.wrapUnder(recovery.wrappingKey()).description())
                .isEqualTo(loose.description());
        assertThatThrownBy(() -> strict.wrapUnder(recovery.wrappingKey()))
                .isInstanceOf(RefusedException.class);
    }

    /** A private key's parts never go through C_CreateObject. */
    @Test
    void importKey_neverCreatesAPrivateKeyInTheClear() throws Exception {
        int before = backend.calls("createObject");
        token.capabilities();
        int ofTheFingerprint = backend.calls("createObject") - before;

        importSoftware(RestoreAs.tokenKey("tenant"));

        assertThat(backend.calls("createObject") - before - ofTheFingerprint)
                .as("the public object, and a KEK under which the key must not be wrapped")
                .isEqualTo(2);
    }

    @Test
    void importKey_leavesNoPairBehind() throws Exception {
        importSoftware(RestoreAs.tokenKey("tenant"));

        assertThat(objects(Template.empty())).isEqualTo(2);
        assertThat(objects(Template.empty().with(Cka.CLASS, Cko.PUBLIC_KEY))).isEqualTo(1);
    }

    /** The wrap is never the weakest link. */
    @Test
    void pair_isAtLeastAsStrongAsTheKey() throws Exception {
        assertThat(ImportPair.lengthBitsFor(KeyDescription.of(ofLength(1024)))).isEqualTo(3072);
        assertThat(ImportPair.lengthBitsFor(KeyDescription.of(ofLength(3072)))).isEqualTo(3072);
        assertThat(ImportPair.lengthBitsFor(KeyDescription.of(ofLength(3080)))).isEqualTo(4096);
    }

    @Test
    void pair_onlyUnwrapsAndCannotLeave() throws Exception {
        try (Session session = token.borrow();
                ImportPair pair = ImportPair.generate(token.tried(), session, 3072)) {
            FoundKey key = pair.key().key();
            assertThat(key.is(KeyAttribute.UNWRAP)).isTrue();
            assertThat(key.is(KeyAttribute.SENSITIVE)).isTrue();
            for (KeyAttribute no :
                    List.of(
                            KeyAttribute.TOKEN,
                            KeyAttribute.DECRYPT,
                            KeyAttribute.SIGN,
                            KeyAttribute.SIGN_RECOVER,
                            KeyAttribute.DERIVE,
                            KeyAttribute.EXTRACTABLE,
                            KeyAttribute.MODIFIABLE,
                            KeyAttribute.COPYABLE)) {
                assertThat(key.isNot(no)).as(no.cka()).isTrue();
            }
        }
    }

    @Test
    void importKey_labelThatIsThere_isRefusedBeforeAPairIsMade() throws Exception {
        token.generate(KeyRequest.wrapping("taken"));
        int pairs = backend.calls("generateKeyPair");

        assertThatThrownBy(() -> importSoftware(RestoreAs.tokenKey("taken")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("label 'taken' already");
        assertThat(backend.calls("generateKeyPair")).isEqualTo(pairs);
    }

    /** From token to token in one step: the clear key is in neither's host. */
    @Test
    void importKey_ofAnotherToken_isAtWorkThere() throws Exception {
        try (Token other = hsm.login("other HSM")) {
            TokenKey origin = other.rsaKey(KeySelector.label("tenant"));

            TokenKey moved = token.importKey(origin, RestoreAs.tokenKey("tenant"));

            assertThat(isAtWork(moved, origin.description().requireRsa())).isTrue();
        }
    }

    @Test
    void importKey_ofAnotherTokenThatMayNotLeave_isRefusedAndLeavesNothing() throws Exception {
        try (Token other = hsm.login("other HSM")) {
            TokenKey origin = other.rsaKey(KeySelector.label("fixed"));

            assertThatThrownBy(() -> token.importKey(origin, RestoreAs.tokenKey("tenant")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("not extractable");
            assertThat(objects(Template.empty())).isZero();
        }
    }

    /** From token to token by a file that was made for the other's recovery pair. */
    @Test
    void restore_knownByItsFingerprintAlone_isProven() throws Exception {
        try (Token other = hsm.login("other HSM")) {
            TokenKey origin = other.rsaKey(KeySelector.label("tenant"));
            token.generate(KeyRequest.recovery("recovery"));
            RecoveryKey recovery = token.onlyRecoveryKey();
            byte[] file = origin.wrapUnder(recovery.wrappingKey()).ciphertext();
            Fingerprint expected = Fingerprint.of(origin.description().requireRsa());

            TokenKey moved = recovery.restore(file, expected, RestoreAs.tokenKey("tenant"));

            assertThat(isAtWork(moved, origin.description().requireRsa())).isTrue();
            assertThatThrownBy(
                            () ->
                                    recovery.restore(
                                            file,
                                            Fingerprint.of(TestKeys.rsa(2048).getPublic()),
                                            RestoreAs.tokenKey("another")))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessage(ExpectedTokenKey.NOT_EXPECTED);
            assertThat(token.keys()).extracting(KeyInfo::label).doesNotContain("another");
        }
    }

    @Test
    void onlyRecoveryKey_noneOrTwo_isSaid() throws Exception {
        token.generate(KeyRequest.target("tenant"));
        assertThatThrownBy(token::onlyRecoveryKey)
                .isInstanceOf(TokenException.class)
                .hasMessage("0 recovery pairs in token 'HSM'");

        token.generate(KeyRequest.recovery("r1"));
        assertThat(token.onlyRecoveryKey().info().label()).isEqualTo("r1");
        token.generate(KeyRequest.recovery("r2"));
        assertThatThrownBy(token::onlyRecoveryKey)
                .hasMessage("2 recovery pairs in token 'HSM'")
                .satisfies(
                        e ->
                                assertThat(((TokenException) e).hint().orElseThrow())
                                        .contains("r1", "r2"));
    }

    /** The pair stays until the session ends: the import is an error then, and nothing is kept. */
    @Test
    void importKey_pairCannotBeDestroyed_failsAndTakesTheKeyBack() throws Exception {
        backend.lie(
                "destroyObject",
                module -> {
                    if (objects(Template.empty().with(Cka.LABEL, "tenant")) > 1) {
                        backend.tellTheTruth();
                        throw new CkrException("C_DestroyObject", Ckr.DEVICE_ERROR);
                    }
                    return module.call();
                });

        assertThatThrownBy(() -> importSoftware(RestoreAs.tokenKey("tenant")))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining("C_DestroyObject: CKR_DEVICE_ERROR (0x30)");
        assertThat(objects(Template.empty())).isZero();
    }

    @Test
    void seal_extractableKey_isNotExtractableForGood() throws Exception {
        KeyInfo key = token.generate(KeyRequest.target("tenant"));
        RecoveryKey recovery = token.recoveryKey(token.generate(KeyRequest.recovery("r")));

        KeyInfo sealed = token.seal(key);

        assertThat(sealed.isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThatThrownBy(() -> token.rsaKey(sealed).wrapUnder(recovery.wrappingKey()))
                .isInstanceOf(RefusedException.class);
        try (Session session = token.borrow()) {
            assertThatThrownBy(
                            () ->
                                    session.set(
                                            key.found().handle(),
                                            Template.empty().yes(Cka.EXTRACTABLE)))
                    .isInstanceOf(TokenException.class);
        }
        assertThat(token.seal(sealed).isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        assertThat(isAtWork(token.rsaKey(sealed), sealed.rsaPublicKey().orElseThrow())).isTrue();
    }

    private TokenKey importSoftware(RestoreAs as) throws Exception {
        return importSoftware(TestKeys.rsa(2048), as);
    }

    private TokenKey importSoftware(KeyPair pair, RestoreAs as) throws Exception {
        try (SoftwareKey software = TestKeys.software(pair.getPrivate())) {
            return token.importKey(software, as);
        }
    }

    private boolean isAtWork(TokenKey key, RSAPublicKey expected) throws Exception {
        byte[] ciphertext = KeyChallenge.encryptOaepSha1(expected, TEXT, random);
        try (SecretBytes decrypted = key.decrypt(ciphertext, RsaPadding.OAEP_SHA1);
                SecretBytes text = SecretBytes.copyOf(TEXT)) {
            return decrypted.equals(text)
                    && KeyChallenge.verifiesRs256(expected, TEXT, key.sign(TEXT));
        }
    }

    /** A number of that length; nobody has its factors. */
    private static RSAPublicKey ofLength(int bits) throws Exception {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        return (RSAPublicKey)
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
    }

    private int objects(Template search) throws Exception {
        try (Session session = token.borrow()) {
            return session.find(search).size();
        }
    }
}
