package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.Base64Text;
import dev.keyhaul.adrms.xml.ElementSpan;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.adrms.xml.XmlReader;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.Set;

/**
 * The one BODY of an XrML document, cut out of its text, parsed by itself, and verified as that
 * very text: what is read is what is signed.
 */
final class SignedBody {
    private static final Set<String> ALGORITHMS = Set.of("SHA1withRSA", "SHA256withRSA");

    private final XmlElement body;
    private final String text;
    private final Optional<XmlElement> signature;

    private SignedBody(XmlElement body, String text, Optional<XmlElement> signature) {
        this.body = body;
        this.text = text;
        this.signature = signature;
    }

    static SignedBody parse(String xrml) throws MalformedInputException {
        XmlElement document = XmlReader.parse(xrml);
        if (!document.name().equals("XrML")) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "a certificate begins with the element "
                            + document.name()
                            + " instead of XrML");
        }
        document.child("BODY");
        byte[] utf8 = xrml.getBytes(StandardCharsets.UTF_8);
        String text = new String(ElementSpan.find(utf8, "BODY").cut(utf8), StandardCharsets.UTF_8);
        return new SignedBody(XmlReader.parse(text), text, document.optionalChild("SIGNATURE"));
    }

    XmlElement body() {
        return body;
    }

    /** Returns the issuer's name; empty if the body has none. */
    String issuerName() throws MalformedInputException {
        Optional<XmlElement> object =
                body.optionalChild("ISSUER")
                        .flatMap(issuer -> issuer.children("OBJECT").stream().findFirst());
        return object.isPresent() ? object.get().valueOf("NAME") : "";
    }

    /** Returns the issuer's key as the body itself holds it. */
    Optional<RSAPublicKey> issuerKey() throws MalformedInputException {
        Optional<XmlElement> key =
                body.optionalChild("ISSUER")
                        .flatMap(issuer -> issuer.children("PUBLICKEY").stream().findFirst());
        return key.isPresent() ? Optional.of(XrmlPublicKey.parse(key.get())) : Optional.empty();
    }

    /**
     * Verifies PKCS#1 v1.5 (RFC 8017 §8.2), big-endian, over the text in UTF-16LE without a byte
     * order mark, as seen on genuine licences: SHA-1 in mode 1, SHA-256 in mode 2.
     */
    CertificateSignature verify() throws MalformedInputException {
        Optional<RSAPublicKey> issuer = issuerKey();
        if (signature.isEmpty() || issuer.isEmpty()) {
            return CertificateSignature.MISSING;
        }
        byte[] value = Base64Text.decode(signature.get().valueOf("VALUE"), "SIGNATURE");
        return verifies(algorithm(issuer.get()), issuer.get(), value)
                ? CertificateSignature.HOLDS
                : CertificateSignature.FAILS;
    }

    /** The signature names its digest; where it does not, the issuer's mode has one. */
    private String algorithm(RSAPublicKey issuer) throws MalformedInputException {
        Optional<XmlElement> digest = signature.orElseThrow().optionalChild("DIGEST");
        String named = digest.isPresent() ? digest.get().valueOf("ALGORITHM") : "";
        if (named.isEmpty()) {
            boolean mode1 =
                    issuer.getModulus().bitLength() == CryptographicMode.MODE_1.modulusBits();
            named = mode1 ? "SHA1" : "SHA256";
        }
        return named + "withRSA";
    }

    private boolean verifies(String algorithm, RSAPublicKey issuer, byte[] value) {
        if (!ALGORITHMS.contains(algorithm)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(issuer);
            verifier.update(text.getBytes(StandardCharsets.UTF_16LE));
            return verifier.verify(value);
        } catch (GeneralSecurityException e) {
            // A signature of another length than the issuer's key, for one.
            return false;
        }
    }
}
