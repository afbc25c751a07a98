package dev.keyhaul.adrms.tpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.adrms.slc.CertificateSignature;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.fixture.OpenSsl;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Domains of both modes and both key derivations, from the file to the key and the keyless file.
 */
class TpdConversionTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"1024, A", "1024, B", "2048, A", "2048, B"})
    void domain_givesItsKeyToOpenSsl_andStaysReadableWithoutIt(int bits, TpdWriter.Kdf kdf)
            throws Exception {
        RSAPrivateCrtKey key = GeneratedKeys.rsaPrivate(bits);
        byte[] file = TpdWriter.of(key).kdf(kdf).write();

        byte[] keyless;
        try (TrustedPublishingDomain domain = Domains.open(file);
                SoftwareKey opened = domain.openKey()) {
            byte[] pkcs8 = opened.withClearKey(byte[]::clone);
            assertThat(pkcs8).isEqualTo(key.getEncoded());
            assertThat(checkedRsa(pkcs8)).isEqualTo(GeneratedKeys.rsaPublic(bits).getEncoded());
            keyless = domain.keylessFile();
        }
        assertThat(text(keyless)).doesNotContain("m_strKeyData");
        assertThat(info(keyless)).isEqualTo(info(file));
        assertKeyless(keyless, GeneratedKeys.rsaPublic(bits).getEncoded());
    }

    @ParameterizedTest
    @CsvSource({"1024, A", "1024, B", "2048, A", "2048, B"})
    void keylessFile_ofADomainWithASecondKeyInside_isFreeOfThatToo(int bits, TpdWriter.Kdf kdf)
            throws Exception {
        byte[] file =
                TpdWriter.of(GeneratedKeys.rsaPrivate(bits))
                        .kdf(kdf)
                        .encryptedPrivateKey("c2VjcmV0")
                        .write();

        byte[] keyless;
        try (TrustedPublishingDomain domain = Domains.open(file)) {
            assertThat(domain.info().holdsEncryptedPrivateKey()).isTrue();
            keyless = domain.keylessFile();
        }

        byte[] expected =
                TpdWriter.of(GeneratedKeys.rsaPrivate(bits))
                        .kdf(kdf)
                        .encryptedPrivateKey("BLANK")
                        .keyless()
                        .write();
        assertThat(info(keyless)).isNotEqualTo(info(file)).isNotEqualTo(info(expected));
        assertKeyless(keyless, GeneratedKeys.rsaPublic(bits).getEncoded());
        try (TrustedPublishingDomain domain = Domains.open(keyless)) {
            assertThat(domain.info().holdsEncryptedPrivateKey()).isFalse();
        }
    }

    private static void assertKeyless(byte[] keyless, byte[] publicKey) throws Exception {
        try (TrustedPublishingDomain domain = Domains.open(keyless)) {
            assertThat(domain.isKeyed()).isFalse();
            assertThat(domain.info().certificate().publicKey().getEncoded()).isEqualTo(publicKey);
            assertThatThrownBy(domain::openKey)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("keyless");
        }
    }

    @Test
    void info_isWhatTheDomainSaysOfItself() throws Exception {
        byte[] file =
                TpdWriter.of(GeneratedKeys.rsaPrivate(2048))
                        .template(
                                Certificates.template(
                                        "{78862306-1fb3-4251-b83d-143db199f5d5}", "Confidential"))
                        .template("no template")
                        .write();

        try (TrustedPublishingDomain domain = Domains.open(file)) {
            DomainInfo info = domain.info();
            assertThat(info.keyId())
                    .isEqualTo(UUID.fromString("6c3e4f90-4e1d-4ec5-8c1c-5d2f2a6a0f11"));
            assertThat(info.cspName()).contains("Enhanced RSA and AES");
            assertThat(info.templates())
                    .extracting("name")
                    .containsExactly("Confidential", "(not readable)");
            assertThat(info.certificate().name()).isEqualTo("Contoso RMS");
            assertThat(info.certificate().signature()).isEqualTo(CertificateSignature.HOLDS);
            assertThat(info.keyContainer()).isEqualTo("_DRMS_contoso");
            assertThat(info.chain().length()).isEqualTo(1);
            assertThat(info.chain().end()).isEqualTo("Enrollment");
            assertThat(info.chain().microsoft()).isFalse();
        }
    }

    @Test
    void openKey_tellsWhereTheKeyComesFrom() throws Exception {
        try (TrustedPublishingDomain domain =
                        Domains.open(TpdWriter.of(GeneratedKeys.rsaPrivate(1024)).write());
                SoftwareKey key = domain.openKey()) {
            KeyOrigin origin = key.origin();
            assertThat(origin.protection()).isEqualTo(KeyOrigin.Protection.SOFTWARE);
            assertThat(origin.location()).isEqualTo("test.xml");
            assertThat(origin.details()).containsEntry("ad_rms_mode", "1");
            assertThat(RsaKeyHealth.of(key).weaknesses()).isEmpty();
        }
    }

    @Test
    void open_ofAKeyBehindAPrefix_findsIt() throws Exception {
        RSAPrivateCrtKey key = GeneratedKeys.rsaPrivate(2048);
        byte[] blob = KeyBlobs.cryptoApi(key);

        Domains.openWithKey(TpdWriter.of(key).keyData(KeyBlobs.behindPrefix(blob)).write());
    }

    /** What .NET writes when a text is serialised first and then put into a file as UTF-8. */
    @Test
    void open_ofAFileThatCallsItselfUtf16_andIsUtf8_readsIt() throws Exception {
        String file = text(TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).write());
        String lying =
                "\uFEFF"
                        + file.replace(
                                "<?xml version=\"1.0\"?>",
                                "<?xml version=\"1.0\" encoding=\"utf-16\"?>");

        Domains.openWithKey(lying.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void open_ofAKeyThatIsNilOrEmpty_isKeyless_andItsPlaceGoesToo() throws Exception {
        String keyless = text(TpdWriter.of(GeneratedKeys.rsaPrivate(2048)).keyless().write());
        for (String place :
                new String[] {
                    "<m_strKeyData xsi:nil=\"true\" />",
                    "<m_strKeyData></m_strKeyData>",
                    "<m_strKeyData />",
                    "<m_strKeyData xsi:nil=\"true\">AAAA</m_strKeyData>"
                }) {
            String file = keyless.replace("</anyType>", place + "</anyType>");
            try (TrustedPublishingDomain domain =
                    Domains.open(file.getBytes(StandardCharsets.UTF_8))) {
                assertThat(domain.isKeyed()).as(place).isFalse();
                assertThat(text(domain.keylessFile())).isEqualTo(keyless);
            }
        }
    }

    private static String info(byte[] file) {
        return text(file)
                .replaceFirst("(?s).*<m_strTrustedDocDomainInfo>(.*)</m_strTrusted.*", "$1");
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Has OpenSSL check an RSA private key in PKCS#8; returns its public half. */
    private byte[] checkedRsa(byte[] pkcs8) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.convert(pkcs8, "rsa -inform DER -check -noout");
        return openssl.convert(pkcs8, "rsa -inform DER -pubout -outform DER");
    }
}
