package dev.keyhaul.adrms.tpd;

import static java.math.BigInteger.ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.pfx.fixture.KeyBlobs;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains whose parts do not belong together, each refused by name; and what cannot be told. */
class TpdRefusalTest {
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(2048);

    @Test
    void openKey_ofAnotherKeyThanTheCertificates_isRefusedWithBothFingerprints() {
        byte[] file =
                TpdWriter.of(KEY)
                        .keyData(KeyBlobs.cryptoApi(GeneratedKeys.rsaPrivate(2048, "other")))
                        .write();

        assertThatThrownBy(() -> Domains.openWithKey(file))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("does not match its certificate")
                .hasMessageMatching(".*[0-9a-f]{64}.*[0-9a-f]{64}.*");
    }

    @Test
    void open_ofAnotherServerThanTheCertificates_isRefusedWithBothGuids() {
        byte[] file = TpdWriter.of(KEY).keyId("{11111111-2222-3333-4444-555555555555}").write();

        assertThatThrownBy(() -> Domains.open(file))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("11111111-2222-3333-4444-555555555555")
                .hasMessageContaining("6c3e4f90");
    }

    @ParameterizedTest
    @CsvSource({"2048, 1", "2048, 12", "1024, 12"})
    void open_ofAProviderTypeThatTheModeDoesNotHave_isRefused(int bits, int cspType) {
        byte[] file = TpdWriter.of(GeneratedKeys.rsaPrivate(bits)).cspType(cspType).write();

        assertThatThrownBy(() -> Domains.open(file))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("nCSPType is " + cspType);
    }

    @Test
    void open_ofACertificateThatNoModeHas_isRefused() {
        byte[] file = TpdWriter.of(GeneratedKeys.rsaPrivate(3072)).write();

        assertThatThrownBy(() -> Domains.open(file))
                .isInstanceOf(CheckFailedException.class)
                .hasMessageContaining("3072 bits");
    }

    @Test
    void openKey_ofAnotherBlobThanAnRsaPrivateKey_saysWhatItIs() {
        assertBlob(KeyBlobs.publicBlob(KEY), "PUBLICKEYBLOB");
        assertBlob(KeyBlobs.ofAlgorithm(0x2200, "DSS2"), "a DSA key");
        assertBlob(KeyBlobs.ofAlgorithm(0x2203, "ECS2"), "an EC key");
        assertBlob(Arrays.copyOf(KeyBlobs.cryptoApi(KEY), 1171), "1171 bytes");
        assertBlob(Arrays.copyOf(KeyBlobs.cryptoApi(KEY), 1173), "1173 bytes");
    }

    private static void assertBlob(byte[] blob, String message) {
        assertThatThrownBy(() -> Domains.openWithKey(TpdWriter.of(KEY).keyData(blob).write()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongPasswordAndDamage_areOneMessage() throws Exception {
        byte[] good = TpdWriter.of(KEY).write();
        Set<String> messages = new HashSet<>();

        for (int i = 0; i < 600; i++) {
            String password = "wrong" + i;
            messages.add(wrongSecret(() -> Domains.open(good, password)));
        }
        messages.add(wrongSecret(() -> Domains.openWithKey(badNumbers())));
        messages.add(wrongSecret(() -> Domains.openWithKey(noKeyBlob())));
        messages.add(wrongSecret(() -> Domains.openWithKey(flipped(good, "m_strKeyData>"))));
        messages.add(wrongSecret(() -> Domains.open(flipped(good, "DomainInfo>"))));

        assertThat(messages).containsExactly("wrong password, or the file is damaged");
    }

    /** p and q are those of another key: n is not their product. */
    private static byte[] badNumbers() throws Exception {
        RSAPrivateCrtKey other = GeneratedKeys.rsaPrivate(2048, "other");
        RSAPrivateCrtKey bad =
                privateKey(
                        new RSAPrivateCrtKeySpec(
                                KEY.getModulus(),
                                KEY.getPublicExponent(),
                                KEY.getPrivateExponent(),
                                other.getPrimeP(),
                                other.getPrimeQ(),
                                KEY.getPrimeExponentP(),
                                KEY.getPrimeExponentQ(),
                                KEY.getCrtCoefficient()));
        return TpdWriter.of(KEY).keyData(KeyBlobs.cryptoApi(bad)).write();
    }

    private static byte[] noKeyBlob() {
        return TpdWriter.of(KEY).keyData(new byte[1172]).write();
    }

    /** Changes a character of the base64 that follows. */
    private static byte[] flipped(byte[] file, String before) {
        String text = new String(file, StandardCharsets.UTF_8);
        int at = text.indexOf(before) + before.length() + 40;
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return (text.substring(0, at) + other + text.substring(at + 1))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String wrongSecret(ThrowingCallable opening) {
        Throwable thrown = catchThrowable(opening);
        assertThat(thrown).isInstanceOf(WrongSecretException.class).hasNoCause();
        return String.valueOf(thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ArrayOfAnyType/>",
                "<Other/>",
                "<ArrayOfAnyType><anyType/><anyType/></ArrayOfAnyType>",
                "<ArrayOfAnyType><anyType/></ArrayOfAnyType>",
                "<ArrayOfAnyType><anyType xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xsi:type=\"EncryptedTrustedDocDomain\"/></ArrayOfAnyType>",
                "<ArrayOfAnyType xmlns=\"urn:x\"><anyType/></ArrayOfAnyType>",
                "not XML",
                ""
            })
    void open_ofAnotherFile_isRefused(String file) {
        assertThatThrownBy(() -> Domains.open(file.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void open_ofADescriptionThatLacksWhatIsRequired_saysWhat() {
        String info = TpdWriter.of(KEY).info();

        assertInfo(info.replaceFirst("<strID>.*</strID>", ""), "m_ttdki has no strID");
        assertInfo(info.replaceFirst("<nCSPType>24</nCSPType>", ""), "no nCSPType");
        assertInfo(info.replace("nCSPType>24<", "nCSPType>x<"), "nCSPType is not a number");
        assertInfo(info.replace("MS-GUID</strIDType>", "other</strIDType>"), "strIDType is");
        assertInfo(
                info.replaceFirst("(?s)<m_strLicensorCertChain>.*</m_strLicensorCertChain>", ""),
                "no server licensor certificate");
        assertInfo(info.replace("TrustedDocDomain", "Other"), "its item is of type 'Other'");
        assertInfo(info.replace("<strID>", "<strID>{0}</strID><strID>"), "2 elements strID");
    }

    /** Whatever is optional may be absent. */
    @Test
    void open_ofADescriptionWithTheRequiredAlone_isRead() throws Exception {
        String info =
                TpdWriter.of(KEY)
                        .info()
                        .replaceFirst("<strIDType>.*</strIDType>", "")
                        .replaceFirst("<strCSPName>.*<strEncryptedPrivateKey />", "")
                        .replace("<m_astrRightsTemplates />", "");

        Domains.openWithKey(TpdWriter.of(KEY).info(info).write());
    }

    @Test
    void open_ofADescriptionWithADocumentType_isRefusedByName() {
        assertInfo(
                "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><ArrayOfAnyType>&a;"
                        + "</ArrayOfAnyType>",
                "a document type");
    }

    private static void assertInfo(String info, String message) {
        assertThatThrownBy(() -> Domains.open(TpdWriter.of(KEY).info(info).write()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void open_ofAFileThatIsTooLong_isRefusedBeforeItIsParsed() {
        byte[] file = new byte[TrustedPublishingDomain.MAX_FILE_BYTES + 1];

        assertThatThrownBy(() -> Domains.open(file))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("at most");
    }

    /** As much base64 as a file may hold is decoded, decrypted, and found to be no domain. */
    @Test
    void open_ofMegabytesOfBase64_isRefusedInTheMemoryOfATest() {
        String file =
                new String(TpdWriter.of(KEY).keyless().write(), StandardCharsets.UTF_8)
                        .replaceFirst(
                                "DomainInfo>[^<]*<",
                                "DomainInfo>" + "AAAA".repeat(4_000_000) + "<");

        assertThatThrownBy(() -> Domains.open(file.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(WrongSecretException.class);
    }

    @Test
    void expected_isTheServersGuidOrItsKeysFingerprint() throws Exception {
        try (TrustedPublishingDomain domain = Domains.open(TpdWriter.of(KEY).write())) {
            var certificate = domain.info().certificate();
            ExpectedServer.parse(Certificates.SERVER_ID.toUpperCase(Locale.ROOT))
                    .requireIs(certificate);
            ExpectedServer.parse(certificate.fingerprint().toString()).requireIs(certificate);
            assertThatThrownBy(
                            () ->
                                    ExpectedServer.parse("11111111-2222-3333-4444-555555555555")
                                            .requireIs(certificate))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("expected server 11111111");
            assertThatThrownBy(
                            () ->
                                    ExpectedServer.parse("sha256:" + "0".repeat(64))
                                            .requireIs(certificate))
                    .isInstanceOf(CheckFailedException.class)
                    .hasMessageContaining("expected key 0000");
        }
        assertThatThrownBy(() -> ExpectedServer.parse("Contoso"))
                .isInstanceOf(MalformedInputException.class);
    }

    /** A prime of 1024 bits beside the product of two of 512: all relations hold. */
    @Test
    void openKey_whoseFactorIsNoPrime_isRefused() throws Exception {
        BigInteger p = KEY.getPrimeP();
        BigInteger e = KEY.getPublicExponent();
        BigInteger q = p;
        BigInteger q1 = e;
        for (int i = 0; p.multiply(q).bitLength() != 2048 || !e.gcd(q1).equals(ONE); i++) {
            RSAPrivateCrtKey factors = GeneratedKeys.rsaPrivate(1024, "factor " + i);
            q = factors.getModulus();
            // The order of the group modulo q, with which the relations are made to hold.
            q1 = q.subtract(ONE);
        }
        BigInteger p1 = p.subtract(ONE);
        BigInteger d = e.modInverse(p1.multiply(q1).divide(p1.gcd(q1)));
        RSAPrivateCrtKey composite =
                privateKey(
                        new RSAPrivateCrtKeySpec(
                                p.multiply(q), e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p)));

        assertThatThrownBy(
                        () ->
                                Domains.openWithKey(
                                        TpdWriter.of(KEY)
                                                .certificate(Certificates.slc(composite))
                                                .keyData(KeyBlobs.cryptoApi(composite))
                                                .write()))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("not a prime");
    }

    private static RSAPrivateCrtKey privateKey(RSAPrivateCrtKeySpec spec) throws Exception {
        return (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
}
