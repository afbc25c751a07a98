package dev.keyhaul.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.RsaPadding;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.TokenInfo;
import dev.keyhaul.pkcs11.TokenSelector;
import dev.keyhaul.pkcs11.binding.Backend;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.CkrException;
import dev.keyhaul.pkcs11.binding.Cryptoki;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.binding.Template;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.ShimModule;
import dev.keyhaul.pkcs11.fixture.SoftHsm;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import dev.keyhaul.pkcs11.jna.JnaCryptoki;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same journey through each backend on each token: it works, or it is refused in words. */
@Tag("system")
class BackendMatrixTest {
    private static final Map<Binding, String> ON_SOFTHSM = new EnumMap<>(Binding.class);
    private static final Map<Binding, String> ON_NSS = new EnumMap<>(Binding.class);
    private static final Map<Binding, String> ON_ONE_SHOT = new EnumMap<>(Binding.class);

    @TempDir Path directory;

    enum Binding {
        JNA,
        IAIK;

        Backend backend() {
            return this == JNA ? JnaCryptoki::open : new IaikBackend();
        }
    }

    @AfterAll
    static void print() {
        System.out.println("backend × token:");
        for (Binding binding : Binding.values()) {
            System.out.printf(
                    "  %-4s  SoftHSM: %s; NSS softokn: %s; shim one-shot: %s%n",
                    binding,
                    ON_SOFTHSM.get(binding),
                    ON_NSS.get(binding),
                    ON_ONE_SHOT.get(binding));
        }
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    void searchWithoutEnd_andMinusOneForAnAttribute_areMet(Binding binding) throws Exception {
        try (ShimModule shim = ShimModule.create(binding.backend())) {
            shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
            try (Token token = shim.hsm().login("HSM")) {
                for (String step : List.of("0", "1")) {
                    shim.obey("endless - " + step);
                    assertThatThrownBy(token::keys)
                            .isInstanceOf(TokenException.class)
                            .hasMessageStartingWith(
                                    "the module violates PKCS#11: C_FindObjects does not end");
                }
                shim.obey("minus-one 0x" + Long.toHexString(Cka.VALUE_LEN));
                assertThat(token.rsaKey(KeySelector.label("tenant")).info().lengthBits())
                        .isEqualTo(2048);
            }
        }
    }

    /** As kryoptic's tokens and some cards write them. */
    @ParameterizedTest
    @EnumSource(Binding.class)
    void textsPaddedWithZeros_areReadWithoutThem(Binding binding) throws Exception {
        try (ShimModule shim = ShimModule.create(binding.backend())) {
            shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
            TokenInfo blanks = shim.hsm().module().find(TokenSelector.label("HSM"));
            shim.obey("zero-padded -");

            assertThat(shim.hsm().module().find(TokenSelector.label("HSM")).token())
                    .isEqualTo(blanks.token());
        }
    }

    /** The module says that it does not have the value, and no error with it. */
    @ParameterizedTest
    @EnumSource(Binding.class)
    void attributeWithoutAValue_isNotRead(Binding binding) throws Exception {
        try (ShimModule shim = ShimModule.create(binding.backend())) {
            shim.hsm().addToken("HSM", KeyRequest.target("tenant"));
            try (Token token = shim.hsm().login("HSM")) {
                shim.obey("attribute-length 0x3 ffffffffffffffff");

                assertThat(token.keys()).hasSize(1);
                assertThat(token.keys().get(0).label()).isEmpty();
                assertThat(token.keys().get(0).lengthBits()).isEqualTo(2048);
            }
        }
    }

    /** Generated, wrapped and proven, opened by OpenSSL, restored in another token, at work. */
    @ParameterizedTest
    @EnumSource(Binding.class)
    void softHsm_wholeJourney_works(Binding binding) throws Exception {
        try (SoftHsm hsm = SoftHsm.create(binding.backend());
                Token origin = hsm.newToken("HSM");
                Token recoveryToken = hsm.newToken("recovery")) {
            RecoveryKey recovery =
                    recoveryToken.recoveryKey(recoveryToken.generate(KeyRequest.recovery("r")));
            TokenKey target = origin.rsaKey(origin.generate(KeyRequest.target("tenant")));
            wrapAndOpen(target);
            WrappedKey copy = target.wrapUnder(recovery.wrappingKey());
            origin.delete(target.info());
            assertThat(origin.keys()).isEmpty();

            TokenKey restored =
                    recovery.restore(
                            copy.ciphertext(), target.description(), RestoreAs.tokenKey("tenant"));

            signsAndDecrypts(restored);
            assertThat(restored.info().isNot(KeyAttribute.EXTRACTABLE)).isTrue();
        }
        ON_SOFTHSM.put(binding, "works");
    }

    /** CKM_RSA_AES_KEY_WRAP out and in: its nested parameter goes through both backends. */
    @ParameterizedTest
    @EnumSource(Binding.class)
    void shimOneShot_wholeJourney_works(Binding binding) throws Exception {
        try (ShimModule shim = ShimModule.create(binding.backend())) {
            shim.obey("oneshot 0x1054", "hide 0x210a");
            try (Token token = shim.hsm().newToken("HSM");
                    SoftwareKey software = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
                TokenKey target = token.rsaKey(token.generate(KeyRequest.target("tenant")));
                wrapAndOpen(target, WrapProof.STAND_IN);

                TokenKey imported = token.importKey(software, RestoreAs.tokenKey("imported"));

                signsAndDecrypts(imported);
                assertThat(imported.description()).isEqualTo(software.description());
            }
        }
        ON_ONE_SHOT.put(binding, "works");
    }

    private void wrapAndOpen(TokenKey target) throws Exception {
        wrapAndOpen(target, WrapProof.THESE_BYTES_IN_TOKEN);
    }

    private void wrapAndOpen(TokenKey target, WrapProof proof) throws Exception {
        KeyPair kek = TestKeys.rsa(2048);
        WrappedKey wrapped = target.wrapUnder(TestKeys.kek(kek));
        assertThat(wrapped.proof()).isEqualTo(proof);
        OpenedByOpenSsl opened =
                OpenedByOpenSsl.of(
                        directory, (RSAPrivateKey) kek.getPrivate(), wrapped.ciphertext(), "sha1");
        assertThat(opened.key().getModulus())
                .isEqualTo(target.description().requireRsa().getModulus());
    }

    private static void signsAndDecrypts(TokenKey key) throws Exception {
        byte[] text = "a ciphertext from before".getBytes(UTF_8);
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key.description().requireRsa());
        verifier.update(text);
        assertThat(verifier.verify(key.sign(text))).isTrue();
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key.description().requireRsa());
        try (SecretBytes decrypted = key.decrypt(cipher.doFinal(text), RsaPadding.OAEP_SHA1)) {
            assertThat(decrypted).isEqualTo(SecretBytes.copyOf(text));
        }
    }

    @Test
    void nss_throughJna_works() throws Exception {
        try (NssSoftokn nss = NssSoftokn.open(Binding.JNA.backend());
                Session session = nss.token().borrow()) {
            wrapAndOpen(sessionKey(nss.token(), session));
        }
        ON_NSS.put(Binding.JNA, "works");
    }

    /**
     * NSS answers the size query with the length before padding, and the wrapper believes it: so
     * C_WrapKey fails before it is known what the mechanism does.
     */
    @Test
    void nss_throughIaik_isRefused() throws Exception {
        try (NssSoftokn nss = NssSoftokn.open(Binding.IAIK.backend());
                Session session = nss.token().borrow()) {
            TokenKey target = sessionKey(nss.token(), session);

            assertThatThrownBy(() -> wrapAndOpen(target))
                    .isInstanceOf(TokenException.class)
                    .hasMessage(
                            "the token's key wrap cannot be tried: C_WrapKey:"
                                    + " CKR_BUFFER_TOO_SMALL (0x150)")
                    .satisfies(
                            e ->
                                    assertThat(((TokenException) e).reason())
                                            .isEqualTo(Reason.BINDING));
        }
        ON_NSS.put(Binding.IAIK, "refused");
    }

    private static TokenKey sessionKey(Token token, Session session) throws TokenException {
        long handle =
                session.generateKeyPair(
                                Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                                TestKeys.onlyInSession(Templates.targetPublic(2048)),
                                TestKeys.onlyInSession(Templates.targetPrivate(true)))
                        .privateKey();
        return token.rsaKey(
                new KeyInfo(new KeyObjects(session).read(KeyObjectKind.PRIVATE, handle)));
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    void login_wrongPin_isAWrongSecret(Binding binding) throws Exception {
        try (SoftHsm hsm = SoftHsm.create(binding.backend());
                Passphrase wrong = Passphrase.copyOf("00000000".toCharArray())) {
            TokenInfo token = hsm.initialize("HSM");

            assertThatThrownBy(() -> hsm.module().login(token, wrong))
                    .isInstanceOf(WrongSecretException.class)
                    .hasMessageContaining("C_Login: CKR_PIN_INCORRECT (0xA0)");
        }
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    void load_whatIsNoModule_isRefusedAndTheProcessLives(Binding binding) throws Exception {
        Path text = Files.writeString(directory.resolve("text.so"), "text");
        // A part of the JDK: a shared library that is no module.
        Path library =
                Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));

        for (Path file : List.of(text, library)) {
            assertThatThrownBy(() -> Pkcs11Module.load(file, binding.backend()))
                    .isInstanceOf(TokenException.class)
                    .hasMessageContaining("is not a PKCS#11 module");
        }
    }

    @Test
    void calls_afterClose_areRefusedAndTheProcessLives() throws Exception {
        Cryptoki closed;
        try (SoftHsm hsm = SoftHsm.create(Binding.IAIK.backend())) {
            hsm.module().close(); // It has read its configuration.
            closed = Binding.IAIK.backend().open(hsm.modulePath());
            closed.finish();
        }

        assertThatThrownBy(closed::getInfo)
                .isInstanceOf(CkrException.class)
                .hasMessage("C_GetInfo: CKR_CRYPTOKI_NOT_INITIALIZED (0x190)");
    }

    /**
     * Both backends hand the PIN's and the label's UTF-8 over: a token of one opens in the other.
     */
    @ParameterizedTest
    @EnumSource(Binding.class)
    void pinAndLabel_beyondAscii_areTheSameBytes(Binding binding) throws Exception {
        Binding other = binding == Binding.JNA ? Binding.IAIK : Binding.JNA;
        try (SoftHsm hsm = SoftHsm.create(binding.backend());
                Passphrase soPin = SoftHsm.soPin();
                Passphrase pin = Passphrase.copyOf("pïn-€-密码".toCharArray())) {
            hsm.module().initialize("Schlüssel €", soPin, pin);
            // The module is initialised already, so the other backend shares it.
            try (Pkcs11Module shared = Pkcs11Module.load(hsm.modulePath(), other.backend())) {
                assertThat(shared.isShared()).isTrue();
                TokenInfo token = shared.find(TokenSelector.label("Schlüssel €"));
                shared.login(token, pin).close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Binding.class)
    void wrapUnder_leavesNoObjectBehind(Binding binding) throws Exception {
        try (SoftHsm hsm = SoftHsm.create(binding.backend());
                Token token = hsm.newToken("HSM");
                Session session = token.sessions().borrowAnother()) {
            TokenKey target = token.rsaKey(token.generate(KeyRequest.target("tenant")));
            // The secret of this trial stays until the token is closed.
            token.capabilities();
            int before = session.find(Template.empty()).size();

            wrapAndOpen(target);

            assertThat(session.find(Template.empty())).hasSize(before);
        }
    }
}
