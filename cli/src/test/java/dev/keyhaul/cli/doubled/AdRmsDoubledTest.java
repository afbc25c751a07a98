package dev.keyhaul.cli.doubled;

import static dev.keyhaul.cli.doubled.Doubled.requireLinear;
import static dev.keyhaul.cli.doubled.Doubled.requireLinearRefusal;
import static dev.keyhaul.cli.doubled.Doubled.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyhaul.adrms.fixture.Certificates;
import dev.keyhaul.adrms.fixture.TpdWriter;
import dev.keyhaul.adrms.slc.RightsTemplate;
import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.Passphrase;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Trusted publishing domains, and the XrML in them. */
class AdRmsDoubledTest {
    private static final RSAPrivateCrtKey KEY = GeneratedKeys.rsaPrivate(2048);
    private static final String ADDRESS = "<ADDRESS type=\"URL\">https://a</ADDRESS>";

    @Test
    void templatesOfADomain() throws Exception {
        String template = Certificates.template(Certificates.SERVER_ID, "Confidential");
        requireLinear(
                80,
                parts -> {
                    TpdWriter domain = TpdWriter.of(KEY).keyless();
                    for (int i = 0; i < parts; i++) {
                        domain.template(template);
                    }
                    return domain.write();
                },
                AdRmsDoubledTest::open);
    }

    /** Text that base64 and AES hide, with white space in it. */
    @Test
    void outerFile() throws Exception {
        requireLinearRefusal(
                30_000,
                text(
                        parts ->
                                new String(TpdWriter.of(KEY).write(), UTF_8)
                                        .replace(
                                                "</m_strTrustedDocDomainInfo>",
                                                "A \n".repeat(parts)
                                                        + "</m_strTrustedDocDomainInfo>")),
                AdRmsDoubledTest::open);
    }

    private static void open(byte[] file) throws Exception {
        try (Passphrase password = Passphrase.copyOf(TpdWriter.PASSWORD.toCharArray())) {
            TrustedPublishingDomain.open(file, "d.xml", password, new SecureRandom()).close();
        }
    }

    @Test
    void certificate() throws Exception {
        requireLinear(2000, slc(parts -> ADDRESS.repeat(parts)), AdRmsDoubledTest::parse);
        requireLinear(6000, slc(parts -> " \n".repeat(parts)), AdRmsDoubledTest::parse);
        requireLinear(6000, slc(parts -> "&amp;&#65;".repeat(parts)), AdRmsDoubledTest::parse);
        requireLinear(4000, slc(parts -> "<![CDATA[x]]>".repeat(parts)), AdRmsDoubledTest::parse);
        requireLinear(4000, slc(parts -> "<BODYX/>".repeat(parts)), AdRmsDoubledTest::parse);
        // From JDK 24 on, an element has at most 200 attributes.
        int attributes = Runtime.version().feature() < 24 ? 2000 : 90;
        requireLinear(
                attributes,
                slc(parts -> "<x " + attributes(parts) + "/>"),
                AdRmsDoubledTest::parse);
        requireLinear(
                Math.min(attributes, 450),
                slc(parts -> "<x " + namespaces(parts) + "/>"),
                AdRmsDoubledTest::parse);
        requireLinearRefusal(
                40_000,
                slc(parts -> "<x " + namespaces(1000 + parts) + "/>"),
                AdRmsDoubledTest::parse);
        requireLinear(
                30_000,
                slc(parts -> "<x a=\"" + ">'".repeat(parts) + "\"/>"),
                AdRmsDoubledTest::parse);
    }

    private interface More {
        String of(int parts);
    }

    private static Doubled.Input slc(More more) {
        return text(
                parts ->
                        Certificates.signed(
                                Certificates.body(KEY, Certificates.SERVER_ID)
                                        .replace("<ISSUEDTIME>", more.of(parts) + "<ISSUEDTIME>"),
                                Certificates.issuer(KEY)));
    }

    private static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" a").append(i).append("=\"v\"");
        }
        return attributes.toString();
    }

    private static String namespaces(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" xmlns:a").append(i).append("=\"v").append(i).append("\"");
        }
        return attributes.toString();
    }

    private static void parse(byte[] xrml) throws Exception {
        ServerLicensorCertificate.parse(new String(xrml, UTF_8));
    }

    @Test
    void nameOfATemplate() throws Exception {
        for (String part : new String[] {" ", "1", "LCID 1:", "LCID 1 : NAME ", "LCID "}) {
            UnaryOperator<String> named =
                    name ->
                            Certificates.template(Certificates.SERVER_ID, "x")
                                    .replace("LCID 1033:", name + "LCID 1033:");
            requireLinear(
                    20_000,
                    text(parts -> named.apply("LCID" + part.repeat(parts))),
                    bytes -> RightsTemplate.read(new String(bytes, UTF_8)));
        }
    }
}
