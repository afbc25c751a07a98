package dev.keyhaul.pkcs11.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.pkcs11.KeyObjectKind;
import dev.keyhaul.pkcs11.KeyWrapBehaviour;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.TokenCapabilities;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Cka;
import dev.keyhaul.pkcs11.binding.Ckm;
import dev.keyhaul.pkcs11.binding.Cko;
import dev.keyhaul.pkcs11.binding.Mechanism;
import dev.keyhaul.pkcs11.fixture.NssSoftokn;
import dev.keyhaul.pkcs11.fixture.RepeatedKeks;
import dev.keyhaul.pkcs11.object.KeyObjects;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.probe.ControlKey;
import dev.keyhaul.pkcs11.session.LeftBehind;
import dev.keyhaul.pkcs11.session.PresentObject;
import dev.keyhaul.pkcs11.session.Session;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strategy 2, CKM_AES_KEY_WRAP_KWP, on the second independent token. */
@Tag("system")
@ExtendWith(RepeatedKeks.class)
class NssSoftoknTest {
    @TempDir Path directory;
    private NssSoftokn nss;
    private Session session;

    @BeforeEach
    void open() throws Exception {
        nss = NssSoftokn.open();
        session = nss.token().borrow();
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        nss.close();
    }

    @Test
    void capabilities_areToldByWhatTheTokenDoes() throws Exception {
        assertThat(nss.token().capabilities())
                .isEqualTo(
                        new TokenCapabilities(
                                KeyWrapBehaviour.RFC5649,
                                KeyWrapBehaviour.KW_PKCS7,
                                true,
                                false,
                                Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(OaepHash.class)
    void wrapUnder_sessionKey_opensslAloneOpensIt(OaepHash hash) throws Exception {
        TokenKey key = target(true);
        KeyPair kek = TestKeys.rsa(3072);

        WrappedKey wrapped =
                key.wrapUnder(RsaAesWrappingKey.unsafeOf((RSAPublicKey) kek.getPublic(), hash));

        OpenedByOpenSsl opened =
                OpenedByOpenSsl.of(
                        directory,
                        (RSAPrivateKey) kek.getPrivate(),
                        wrapped.ciphertext(),
                        hash == OaepHash.SHA1 ? "sha1" : "sha256");
        assertThat(opened.key().getModulus())
                .isEqualTo(key.description().requireRsa().getModulus());
        assertThat(opened.lengthBytes()).isEqualTo(opened.key().getEncoded().length);
        assertThat(wrapped.strategy()).startsWith("CKM_AES_KEY_WRAP_KWP (0x210b)");
        assertThat(wrapped.notes()).containsExactly(ControlKey.Encoding.ONLY_OF_SESSION);
    }

    /** NSS itself ignores EXTRACTABLE and would wrap it. */
    @Test
    void wrapUnder_notExtractable_isRefusedByTheLibrary() throws Exception {
        TokenKey key = target(false);

        assertThatThrownBy(() -> key.wrapUnder(TestKeys.kek()))
                .isInstanceOf(RefusedException.class);
    }

    /** NSS gives each private key that it unwraps UNWRAP beside DECRYPT, whatever was asked for. */
    @Test
    void importKey_isRefused_sinceTheKeyWouldDoMoreThanWasAskedFor() throws Exception {
        try (SoftwareKey software = TestKeys.software(TestKeys.rsa(2048).getPrivate())) {
            assertThatThrownBy(() -> nss.token().importKey(software, RestoreAs.sessionKey()))
                    .isInstanceOf(TokenException.class)
                    .hasMessage(
                            "the token made a key with CKA_UNWRAP true where false was requested");
        }
        // The secret whose wraps are compared ends with the login.
        List<PresentObject> left =
                session.find(Templates.named(LeftBehind.LABEL), Cka.CLASS, Cka.KEY_TYPE);
        assertThat(left)
                .extracting(object -> object.values().number(Cka.KEY_TYPE))
                .containsExactly(OptionalLong.of(Cko.GENERIC_SECRET));
    }

    private TokenKey target(boolean extractable) throws TokenException {
        long handle =
                session.generateKeyPair(
                                Mechanism.of(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                                TestKeys.onlyInSession(Templates.targetPublic(2048)),
                                TestKeys.onlyInSession(Templates.targetPrivate(extractable)))
                        .privateKey();
        return nss.token()
                .rsaKey(new KeyInfo(new KeyObjects(session).read(KeyObjectKind.PRIVATE, handle)));
    }
}
