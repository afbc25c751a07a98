package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A server licensor certificate (SLC): XrML 1.2 ([MS-RMPR] §2.2.9.5), in which a cluster's server
 * is named and given its key.
 *
 * @param serverId the server's GUID
 * @param name the server's name; empty in certificates of RMS 1.0
 * @param licensingUrls where clients ask for licences
 * @param publicKey the server's key: the one that a trusted publishing domain holds the private
 *     half of. The issuer's is another
 * @param mode the cryptographic mode, by the key's length
 * @param validFrom as the certificate has it, in UTC
 * @param validUntil as the certificate has it, in UTC
 * @param signature what the certificate's signature is worth
 * @since 0.1.0
 */
public record ServerLicensorCertificate(
        UUID serverId,
        String name,
        List<String> licensingUrls,
        RSAPublicKey publicKey,
        CryptographicMode mode,
        Optional<String> validFrom,
        Optional<String> validUntil,
        CertificateSignature signature) {
    private static final String KIND = "Server-Licensor-Certificate";
    private static final String SERVER = "MS-DRM-Server";

    /** Copies the list. */
    public ServerLicensorCertificate {
        Arguments.notNull("serverId", serverId, "name", name, "publicKey", publicKey);
        Arguments.notNull("mode", mode, "validFrom", validFrom, "validUntil", validUntil);
        Arguments.notNull("signature", signature);
        licensingUrls = List.copyOf(licensingUrls);
    }

    /**
     * Reads a certificate. Only the one BODY's very text, over which the signature goes, is read.
     *
     * @throws MalformedInputException if it is not a certificate, or contains more than one server
     *     and its key
     * @throws CheckFailedException when its key fits no cryptographic mode
     */
    public static ServerLicensorCertificate parse(String xrml) throws KeyTransferException {
        SignedBody signed = SignedBody.parse(xrml);
        requireKind(signed.body());
        Validity validity = Validity.of(signed.body());
        XmlElement principal = serverPrincipal(signed.body());
        XmlElement server = principal.child("OBJECT");
        RSAPublicKey key = XrmlPublicKey.parse(principal.child("PUBLICKEY"));
        CryptographicMode mode = CryptographicMode.of(key.getModulus().bitLength());
        return new ServerLicensorCertificate(
                guid(server),
                server.valueOf("NAME"),
                urls(server),
                key,
                mode,
                validity.from(),
                validity.until(),
                signed.verify());
    }

    /** Returns the fingerprint of the server's key. */
    public Fingerprint fingerprint() {
        return Fingerprint.of(publicKey);
    }

    /** A publishing licence names a server and its key too, and has no such type. */
    private static void requireKind(XmlElement body) throws MalformedInputException {
        Optional<XmlElement> descriptor = body.optionalChild("DESCRIPTOR");
        String type =
                descriptor.isPresent() ? descriptor.get().child("OBJECT").attribute("type") : "";
        if (!type.equals(KIND)) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "not a server licensor certificate: its descriptor "
                            + (type.isEmpty() ? "has no type" : "has the type '" + type + "'"));
        }
    }

    private static XmlElement serverPrincipal(XmlElement body) throws MalformedInputException {
        List<XmlElement> servers =
                body.child("ISSUEDPRINCIPALS").children("PRINCIPAL").stream()
                        .filter(ServerLicensorCertificate::isServer)
                        .toList();
        if (servers.size() != 1) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "the certificate names " + servers.size() + " servers instead of one");
        }
        return servers.get(0);
    }

    private static boolean isServer(XmlElement principal) {
        return principal.children("OBJECT").stream()
                .anyMatch(object -> object.attribute("type").equals(SERVER));
    }

    private static UUID guid(XmlElement server) throws MalformedInputException {
        XmlElement id = server.child("ID");
        if (!id.attribute("type").equals(Guid.TYPE)) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "the server's ID is of type '"
                            + id.attribute("type")
                            + "'; it must be MS-GUID");
        }
        return Guid.parse(id.value());
    }

    private static List<String> urls(XmlElement server) {
        return server.children("ADDRESS").stream()
                .filter(address -> address.attribute("type").equals("URL"))
                .map(XmlElement::value)
                .toList();
    }
}
