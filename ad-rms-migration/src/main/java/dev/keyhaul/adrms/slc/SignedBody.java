package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.Base64Text;
import dev.keyhaul.adrms.xml.ElementSpan;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.adrms.xml.XmlReading;
import dev.keyhaul.core.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/**
 * The one BODY of an XrML document, cut out of its text, parsed by itself, and verified as that
 * very text: what is read is what is signed.
 */
final class SignedBody {
    private final XmlElement body;
    private final String text;
    private final Optional<XmlElement> signature;

    private SignedBody(XmlElement body, String text, Optional<XmlElement> signature) {
        this.body = body;
        this.text = text;
        this.signature = signature;
    }

    static SignedBody parse(String xrml) throws MalformedInputException {
        XmlElement document = XmlReading.parse(xrml);
        if (!document.name().equals("XrML")) {
            throw new MalformedInputException(
                    "element " + document.name() + " where a certificate begins with XrML");
        }
        document.child("BODY");
        byte[] utf8 = xrml.getBytes(StandardCharsets.UTF_8);
        String text = new String(ElementSpan.find(utf8, "BODY").cut(utf8), StandardCharsets.UTF_8);
        return new SignedBody(XmlReading.parse(text), text, document.optionalChild("SIGNATURE"));
    }

    XmlElement body() {
        return body;
    }

    /**
     * Verifies PKCS#1 v1.5 (RFC 8017 §8.2), big-endian, over the text in UTF-16LE without a byte
     * order mark: observed with SHA-1.
     */
    CertificateSignature verify(CryptographicMode mode) throws MalformedInputException {
        Optional<XmlElement> issuerKey =
                body.optionalChild("ISSUER")
                        .flatMap(i -> i.children("PUBLICKEY").stream().findFirst());
        if (signature.isEmpty() || issuerKey.isEmpty()) {
            return CertificateSignature.MISSING;
        }
        byte[] value = Base64Text.decode(signature.get().valueOf("VALUE"), "SIGNATURE");
        boolean holds = verifies(mode, XrmlPublicKey.parse(issuerKey.get()), value);
        return switch (mode) {
            case MODE_1 -> holds ? CertificateSignature.HOLDS : CertificateSignature.FAILS;
            case MODE_2 ->
                    holds
                            ? CertificateSignature.HOLDS_AS_ASSUMED
                            : CertificateSignature.FAILS_AS_ASSUMED;
        };
    }

    private boolean verifies(CryptographicMode mode, RSAPublicKey issuer, byte[] value) {
        try {
            Signature verifier = Signature.getInstance(mode.digest().replace("-", "") + "withRSA");
            verifier.initVerify(issuer);
            verifier.update(text.getBytes(StandardCharsets.UTF_16LE));
            return verifier.verify(value);
        } catch (GeneralSecurityException e) {
            // A signature of another length than the issuer's key, for one.
            return false;
        }
    }
}
