package dev.keyhaul.adrms.slc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.pfx.fixture.Damage;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLicensorCertificateTest {
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(1024);

    @ParameterizedTest
    @CsvSource({"1024, MODE_1, HOLDS", "2048, MODE_2, HOLDS"})
    void parse_givesTheServerAndItsKey_notTheIssuers(
            int bits, CryptographicMode mode, CertificateSignature signature) throws Exception {
        ServerLicensorCertificate slc =
                ServerLicensorCertificate.parse(Certificates.slc(GeneratedKeys.rsaPrivate(bits)));

        assertThat(slc.serverId())
                .isEqualTo(UUID.fromString("6c3e4f90-4e1d-4ec5-8c1c-5d2f2a6a0f11"));
        assertThat(slc.name()).isEqualTo("Contoso RMS");
        assertThat(slc.publicKey()).isEqualTo(GeneratedKeys.rsaPublic(bits));
        assertThat(slc.licensingUrls())
                .containsExactly(
                        "https://rms.contoso.com/_wmcs/licensing",
                        "https://rms-extranet.contoso.com/_wmcs/licensing");
        assertThat(slc.mode()).isEqualTo(mode);
        assertThat(slc.validFrom()).contains("2011-03-03T05:06");
        assertThat(slc.validUntil()).contains("2261-03-04T05:06");
        assertThat(slc.signature()).isEqualTo(signature);
    }

    @Test
    void signature_overAnotherText_fails() throws Exception {
        String slc = Certificates.slc(KEY);

        assertThat(signatureOf(slc.replace("Contoso RMS", "Fabrikam RMS")))
                .isEqualTo(CertificateSignature.FAILS);
        assertThat(signatureOf(slc.replace("<ISSUEDTIME>", " <ISSUEDTIME>")))
                .isEqualTo(CertificateSignature.FAILS);
        assertThat(
                        signatureOf(
                                Certificates.slc(GeneratedKeys.rsaPrivate(2048))
                                        .replace("Contoso", "C")))
                .isEqualTo(CertificateSignature.FAILS);
        assertThat(signatureOf(slc.replaceFirst("<SIGNATURE>.*</SIGNATURE>", "")))
                .isEqualTo(CertificateSignature.MISSING);
    }

    @Test
    void signature_byAnotherIssuer_fails() throws Exception {
        String forged =
                Certificates.signed(
                        Certificates.body(KEY, Certificates.SERVER_ID),
                        GeneratedKeys.rsaPrivate(1024, "somebody else"));

        assertThat(signatureOf(forged)).isEqualTo(CertificateSignature.FAILS);
    }

    /** What is not signed would be read, or what is read not signed. */
    @Test
    void parse_ofMoreThanOneBody_isRefused() {
        String slc = Certificates.slc(KEY);
        String body = Certificates.body(KEY, "{11111111-2222-3333-4444-555555555555}");

        for (String two :
                List.of(
                        slc.replace("<SIGNATURE>", body + "<SIGNATURE>"),
                        slc.replace("<BODY ", body + "<BODY "),
                        slc.replace("<SIGNATURE>", "<X>" + body + "</X><SIGNATURE>"),
                        slc.replace("<SIGNATURE>", "<![CDATA[" + body + "]]><SIGNATURE>"),
                        slc.replace("<SIGNATURE>", "<!--" + body + "--><SIGNATURE>"),
                        slc.replace("<BODY ", "<X><BODY ").replace("</BODY>", "</BODY></X>"),
                        slc.replaceFirst("(?s)<BODY.*</BODY>", ""))) {
            assertThatThrownBy(() -> ServerLicensorCertificate.parse(two))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @Test
    void parse_ofAnotherShape_saysWhatIsMissing() {
        assertRefused("<OBJECT type=\"MS-DRM-Server\">", "<OBJECT type=\"other\">", "0 servers");
        assertRefused(
                "<ID type=\"MS-GUID\">" + Certificates.SERVER_ID, "<ID type=\"x\">y", "type 'x'");
        assertRefused(
                "type=\"Server-Licensor-Certificate\"",
                "type=\"Client-Licensor-Certificate\"",
                "its descriptor has the type 'Client-Licensor-Certificate'");
        assertRefused(" type=\"Server-Licensor-Certificate\"", "", "its descriptor has no type");
        assertRefused(Certificates.SERVER_ID, "{6c3e4f90}", "not a GUID");
        assertRefused("size=\"1024\"", "size=\"1023\"", "its size is given as 1023");
        assertRefused("name=\"modulus\"", "name=\"other\"", "no PARAMETER modulus");
        assertRefused(">65537<", ">99999999999<", "public exponent");
    }

    private static void assertRefused(String from, String to, String message) {
        assertThatThrownBy(
                        () ->
                                ServerLicensorCertificate.parse(
                                        Certificates.slc(KEY).replace(from, to)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void certificate_damagedAnywhere_isRefusedOrSaysThatItsSignatureFails() throws Exception {
        byte[] whole = Certificates.slc(KEY).getBytes(StandardCharsets.UTF_8);
        Damage.Reading reading = ServerLicensorCertificateTest::isRefusedOrUnsigned;

        assertThat(Damage.acceptedTruncations(whole, reading)).isEmpty();
        List<Integer> accepted = Damage.acceptedFlips(whole, 0x01, reading);
        String text = new String(whole, StandardCharsets.UTF_8);
        assertThat(accepted)
                .noneMatch(at -> at >= text.indexOf("<BODY") && at < text.indexOf("</BODY>"));
        System.out.printf(
                "SLC: %d truncations refused; %d of %d flips seen, the rest outside of the BODY%n",
                whole.length, whole.length - accepted.size(), whole.length);
    }

    private static boolean isRefusedOrUnsigned(byte[] damaged) {
        try {
            return signatureOf(new String(damaged, StandardCharsets.UTF_8))
                    != CertificateSignature.HOLDS;
        } catch (KeyTransferException e) {
            return true;
        }
    }

    private static CertificateSignature signatureOf(String slc) throws KeyTransferException {
        return ServerLicensorCertificate.parse(slc).signature();
    }

    @Test
    void validity_isTheRangeWithinAllRights() throws Exception {
        String slc = Certificates.slc(KEY);
        String more =
                "<RIGHTSLIST><RIGHT><CONDITIONLIST><TIME><RANGETIME><FROM>2012-01-01T00:00</FROM>"
                        + "</RANGETIME></TIME></CONDITIONLIST></RIGHT>";

        ServerLicensorCertificate two =
                ServerLicensorCertificate.parse(slc.replace("<RIGHTSLIST>", more));
        assertThat(two.validFrom()).contains("2012-01-01T00:00");
        assertThat(two.validUntil()).contains("2261-03-04T05:06");

        ServerLicensorCertificate none =
                ServerLicensorCertificate.parse(slc.replace("RANGETIME", "OTHER"));
        assertThat(none.validFrom()).isEmpty();
        assertThat(none.validUntil()).isEmpty();
    }

    @Test
    void signature_underAnotherDigest_fails() throws Exception {
        String slc = Certificates.slc(KEY);

        assertThat(signatureOf(slc.replace(">SHA1<", ">SHA256<")))
                .isEqualTo(CertificateSignature.FAILS);
        assertThat(signatureOf(slc.replace(">SHA1<", ">MD5<")))
                .isEqualTo(CertificateSignature.FAILS);
        // Where it names none, the issuer's mode has one.
        assertThat(signatureOf(slc.replaceFirst("<DIGEST>.*</DIGEST>", "")))
                .isEqualTo(CertificateSignature.HOLDS);
    }

    @Test
    void template_thatGrantsAnyone_isNamed() {
        String id = "{78862306-1fb3-4251-b83d-143db199f5d5}";
        for (String anyone :
                List.of(
                        "<ID type=\"Internal\">Anyone</ID>",
                        "<ID type=\"Unspecified\"/><NAME>ANYONE</NAME>")) {
            assertThat(RightsTemplate.read(Certificates.template(id, "x", anyone)).grantsAnyone())
                    .isTrue();
        }
        String group = "<ID type=\"Unspecified\"/><NAME>anyone@contoso.com</NAME>";
        assertThat(RightsTemplate.read(Certificates.template(id, "x", group)).grantsAnyone())
                .isFalse();
        assertThat(RightsTemplate.read(Certificates.template(id, "ANYONE")).grantsAnyone())
                .isFalse();
    }

    @Test
    void template_hasTheNameOfItsFirstLanguage() {
        String id = "{78862306-1fb3-4251-b83d-143db199f5d5}";

        assertThat(RightsTemplate.read(Certificates.template(id, "Contoso Confidential")).name())
                .isEqualTo("Contoso Confidential");
        assertThat(
                        RightsTemplate.read(
                                        Certificates.template(id, "x")
                                                .replaceFirst("LCID.*;", "Plain"))
                                .name())
                .isEqualTo("Plain");
        assertThat(RightsTemplate.read("<a/>").id()).isEmpty();
    }
}
