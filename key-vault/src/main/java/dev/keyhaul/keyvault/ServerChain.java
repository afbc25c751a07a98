package dev.keyhaul.keyvault;

import dev.keyhaul.core.MalformedInputException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/**
 * Who vouched for the vault's name when a KEK was downloaded: the certificates that its server
 * showed. The platform trusted them, but a company's proxy that breaks TLS open is trusted too, and
 * could hand out a KEK of its own.
 */
public record ServerChain(List<X509Certificate> certificates) {
    /** Whose roots Azure's own servers are under, as Microsoft lists them [assumed to stay so]. */
    private static final List<String> OF_AZURE = List.of("DigiCert Inc", "Microsoft Corporation");

    private static final String COMPARE =
            "a proxy that breaks TLS open could swap the KEK; compare the fingerprint by another"
                    + " way";

    private static final List<String> PROXY_VARIABLES = List.of("https_proxy", "all_proxy");

    /** Reads a record's certificates, DER in base64, the server's own first. */
    public static ServerChain of(List<String> base64Der) throws MalformedInputException {
        List<X509Certificate> chain = new ArrayList<>();
        for (String certificate : base64Der) {
            chain.add(certificate(certificate));
        }
        return new ServerChain(List.copyOf(chain));
    }

    private static X509Certificate certificate(String base64Der) throws MalformedInputException {
        try {
            byte[] der = Base64.getDecoder().decode(base64Der);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new MalformedInputException("a certificate of the vault's server cannot be read");
        }
    }

    /** Returns who issued each of them, for the person who compares. */
    public List<String> issuers() {
        return certificates.stream()
                .map(certificate -> certificate.getIssuerX500Principal().getName())
                .toList();
    }

    /** Returns what is unusual about how the answer came here; nothing when there was no TLS. */
    public List<String> warnings(Map<String, String> environment) {
        if (certificates.isEmpty()) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>();
        String root = issuers().get(certificates.size() - 1);
        if (OF_AZURE.stream().noneMatch(owner -> isOf(root, owner))) {
            warnings.add(
                    "the vault's certificate chain ends with '"
                            + root
                            + "', no root that Azure is known to use: "
                            + COMPARE);
        }
        proxies(environment).forEach(name -> warnings.add(name + " names a proxy: " + COMPARE));
        return List.copyOf(warnings);
    }

    private static boolean isOf(String name, String owner) {
        try {
            return new LdapName(name)
                    .getRdns().stream()
                            .filter(part -> part.getType().equals("O"))
                            .anyMatch(part -> part.getValue().equals(owner));
        } catch (InvalidNameException e) {
            return false;
        }
    }

    private static TreeSet<String> proxies(Map<String, String> environment) {
        TreeSet<String> found = new TreeSet<>();
        environment.forEach(
                (name, value) -> {
                    if (!value.isEmpty()
                            && PROXY_VARIABLES.stream().anyMatch(name::equalsIgnoreCase)) {
                        found.add(name);
                    }
                });
        return found;
    }
}
