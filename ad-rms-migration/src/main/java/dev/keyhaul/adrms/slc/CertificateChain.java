package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the chain of a server licensor certificate ends. Each certificate holds its issuer's key;
 * the next one certifies that key. It is no proof of where a file comes from: anybody can put a
 * genuine chain into a file of his own. Immutable.
 *
 * @since 0.1.0
 */
public final class CertificateChain {
    /** SHA-256 of the key of "Microsoft DRM Production Root", from a genuine chain. */
    private static final String MICROSOFT_ROOT =
            "345ba899b6082bf9e90dfd89fd60dcd4ad3c99e61914240a0bfaa8a815b40c15";

    private final int length;
    private final String end;
    private final boolean microsoft;

    CertificateChain(int length, String end, boolean microsoft) {
        this.length = length;
        this.end = end;
        this.microsoft = microsoft;
    }

    /** Returns the certificates in the file, the server's among them. */
    public int length() {
        return length;
    }

    /** Returns the name of the last issuer that the certificates lead to. */
    public String end() {
        return end;
    }

    /**
     * Returns whether the last issuer's key is that of Microsoft's root, and every signature on the
     * way holds.
     */
    public boolean microsoft() {
        return microsoft;
    }

    /**
     * Follows a chain as far as it goes.
     *
     * @param documents the certificates, the server's first
     */
    public static CertificateChain of(List<String> documents) {
        String end = "";
        boolean microsoft = false;
        Optional<RSAPublicKey> wanted = Optional.empty();
        for (int i = 0; i < documents.size(); i++) {
            try {
                SignedBody certificate = SignedBody.parse(documents.get(i));
                Optional<RSAPublicKey> issuer = certificate.issuerKey();
                if ((i > 0 && !certifies(certificate.body(), wanted))
                        || certificate.verify() != CertificateSignature.HOLDS) {
                    break;
                }
                end = certificate.issuerName();
                microsoft = issuer.filter(CertificateChain::isMicrosofts).isPresent();
                wanted = issuer;
            } catch (MalformedInputException e) {
                // A certificate further up is no reason to leave the server's key behind.
                break;
            }
        }
        return new CertificateChain(documents.size(), end, microsoft);
    }

    private static boolean certifies(XmlElement body, Optional<RSAPublicKey> key)
            throws MalformedInputException {
        XmlElement issued = body.child("ISSUEDPRINCIPALS").child("PRINCIPAL").child("PUBLICKEY");
        return key.isPresent() && key.get().equals(XrmlPublicKey.parse(issued));
    }

    private static boolean isMicrosofts(RSAPublicKey key) {
        return Fingerprint.of(key).hex().equals(MICROSOFT_ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateChain that
                && length == that.length
                && end.equals(that.end)
                && microsoft == that.microsoft;
    }

    @Override
    public int hashCode() {
        return Objects.hash(length, end, microsoft);
    }
}
