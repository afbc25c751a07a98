package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.slc.CertificateChain;
import dev.keyhaul.adrms.slc.Guid;
import dev.keyhaul.adrms.slc.RightsTemplate;
import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a trusted publishing domain, without its private key. Immutable.
 *
 * @since 0.1.0
 */
public final class DomainInfo {
    static final String ENCRYPTED_PRIVATE_KEY = "strEncryptedPrivateKey";

    private final Stated stated;

    private record Stated(
            UUID keyId,
            int cspType,
            String cspName,
            String keyContainer,
            boolean holdsEncryptedPrivateKey,
            ServerLicensorCertificate certificate,
            CertificateChain chain,
            List<RightsTemplate> templates) {
        Stated withoutEncryptedPrivateKey() {
            return new Stated(
                    keyId, cspType, cspName, keyContainer, false, certificate, chain, templates);
        }

        void requireAgreement() throws CheckFailedException {
            if (!keyId.equals(certificate.serverId())) {
                throw new CheckFailedException(
                        Reason.DOMAIN_INCONSISTENT,
                        "the domain's key belongs to server "
                                + keyId
                                + "; its certificate names server "
                                + certificate.serverId());
            }
            if (!certificate.mode().cspTypes().contains(cspType)) {
                throw new CheckFailedException(
                        Reason.DOMAIN_INCONSISTENT,
                        "nCSPType is "
                                + cspType
                                + "; cryptographic mode "
                                + certificate.mode().number()
                                + " has "
                                + certificate.mode().cspTypes());
            }
        }
    }

    private DomainInfo(Stated stated) {
        this.stated = stated;
    }

    /** Returns {@code strID}: the GUID of the key, which is the server's. */
    public UUID keyId() {
        return stated.keyId;
    }

    /** Returns {@code nCSPType}: 1 is PROV_RSA_FULL, 24 is PROV_RSA_AES. */
    public int cspType() {
        return stated.cspType;
    }

    /** Returns the cryptographic service provider that held the key; empty where not stated. */
    public String cspName() {
        return stated.cspName;
    }

    /** Returns the key's name there; empty where not stated. */
    public String keyContainer() {
        return stated.keyContainer;
    }

    /**
     * Returns whether there is a private key in the description too, which AD RMS has encrypted for
     * itself.
     */
    public boolean holdsEncryptedPrivateKey() {
        return stated.holdsEncryptedPrivateKey;
    }

    /** Returns the server licensor certificate. */
    public ServerLicensorCertificate certificate() {
        return stated.certificate;
    }

    /** Returns where the chain of certificates ends. */
    public CertificateChain chain() {
        return stated.chain;
    }

    /** Returns rights templates. */
    public List<RightsTemplate> templates() {
        return stated.templates;
    }

    /** Reads a decrypted description. */
    static DomainInfo of(XmlElement root) throws KeyTransferException {
        XmlElement domain = SerializedList.onlyItem(root, "TrustedDocDomain");
        XmlElement key = domain.child("m_ttdki");
        List<XmlElement> chain = strings(domain, "m_strLicensorCertChain");
        if (chain.isEmpty()) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "the domain has no server licensor certificate");
        }
        Stated stated =
                new Stated(
                        keyId(key),
                        cspType(key),
                        key.valueOf("strCSPName"),
                        key.valueOf("strKeyContainerName"),
                        holdsText(key, ENCRYPTED_PRIVATE_KEY),
                        ServerLicensorCertificate.parse(chain.get(0).text()),
                        CertificateChain.of(chain.stream().map(XmlElement::text).toList()),
                        templates(strings(domain, "m_astrRightsTemplates")));
        stated.requireAgreement();
        return new DomainInfo(stated);
    }

    /** What is to be read of a file that was made keyless. */
    DomainInfo withoutEncryptedPrivateKey() {
        return new DomainInfo(stated.withoutEncryptedPrivateKey());
    }

    /** Text counts, even where nil says that there is none. */
    private static boolean holdsText(XmlElement key, String name) throws MalformedInputException {
        return key.optionalChild(name).filter(found -> !found.text().isBlank()).isPresent();
    }

    private static UUID keyId(XmlElement key) throws MalformedInputException {
        String type = key.valueOf("strIDType");
        if (!type.isEmpty() && !type.equals(Guid.TYPE)) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "strIDType is '" + type + "'; it must be MS-GUID");
        }
        return Guid.parse(key.child("strID").value());
    }

    private static int cspType(XmlElement key) throws MalformedInputException {
        String text = key.child("nCSPType").value();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "nCSPType is not a number: '" + text + "'");
        }
    }

    private static List<XmlElement> strings(XmlElement domain, String name)
            throws MalformedInputException {
        return domain.optionalChild(name).map(list -> list.children("string")).orElse(List.of());
    }

    private static List<RightsTemplate> templates(List<XmlElement> strings) {
        return strings.stream()
                .filter(string -> !string.value().isEmpty())
                .map(string -> RightsTemplate.read(string.text()))
                .toList();
    }

    /** Whether everything is the same: a domain that is written reads back as itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DomainInfo that && stated.equals(that.stated);
    }

    @Override
    public int hashCode() {
        return stated.hashCode();
    }
}
