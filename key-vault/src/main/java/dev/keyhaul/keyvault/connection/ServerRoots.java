package dev.keyhaul.keyvault.connection;

import dev.keyhaul.core.byok.KekRecord;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roots that the platform trusts. It does not say which of them it accepted a chain for, and a
 * server does not send its root: so the path is built again, to Azure's roots first.
 */
final class ServerRoots {
    private final Set<TrustAnchor> all;
    private final Set<TrustAnchor> azures;

    ServerRoots(X509Certificate[] trusted) {
        all = anchors(trusted);
        azures =
                all.stream()
                        .filter(root -> KekRecord.TlsRoot.of(root.getTrustedCert()).isAzures())
                        .collect(Collectors.toSet());
    }

    private static Set<TrustAnchor> anchors(X509Certificate[] trusted) {
        return Arrays.stream(trusted)
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
    }

    /** Returns the root that a chain ends at; one of Azure's if it can. */
    Optional<KekRecord.TlsRoot> of(List<X509Certificate> chain) {
        return path(chain, azures).or(() -> path(chain, all)).map(KekRecord.TlsRoot::of);
    }

    private static Optional<X509Certificate> path(
            List<X509Certificate> chain, Set<TrustAnchor> roots) {
        if (chain.isEmpty() || roots.isEmpty()) {
            return Optional.empty();
        }
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(roots, leaf);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            PKIXCertPathBuilderResult built =
                    (PKIXCertPathBuilderResult)
                            CertPathBuilder.getInstance("PKIX").build(parameters);
            return Optional.of(built.getTrustAnchor().getTrustedCert());
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
