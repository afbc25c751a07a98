package dev.keyhaul.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where bytes become a key that Java computes with. What a file, a service or a token brings goes
 * through {@code PublicKeyEncoding}, {@code EcPoint}, {@code CertificateDer} or {@code
 * SoftwareKey}, which check its bounds ({@code RsaBounds}) or its curve first. A new name in a list
 * here is a decision for a reviewer.
 */
@Tag("once")
final class ForeignKeysTest {
    @Test
    void publicKeys_areMadeByTheseAlone() {
        assertThat(Classes.callers(KeyFactory.class, "generatePublic"))
                .containsExactlyInAnyOrder(
                        "dev.keyhaul.core.key.PublicKeyEncoding",
                        "dev.keyhaul.core.key.EcPoint",
                        // Of the known answers' key, which is in our own jar.
                        "dev.keyhaul.core.keywrap.ProviderCheck",
                        // Of numbers that it has just made itself.
                        "dev.keyhaul.pkcs11.probe.SoftwarePair");
    }

    @Test
    void privateKeys_areMadeByTheseAlone() {
        assertThat(Classes.callers(KeyFactory.class, "generatePrivate"))
                .containsExactlyInAnyOrder(
                        // Between 1 and the order of its curve.
                        "dev.keyhaul.core.key.EcPrivateNumber",
                        // They check the bounds themselves.
                        "dev.keyhaul.core.byok.BlobOpener",
                        "dev.keyhaul.localvault.crypto.RsaKeyPair",
                        // Of a SoftwareKey, whose bounds were checked.
                        "dev.keyhaul.core.evidence.SoftwareEvidenceKey",
                        "dev.keyhaul.backup.opening.HolderKeys",
                        "dev.keyhaul.backup.recipient.SoftwareDrill",
                        "dev.keyhaul.keyvault.SoftwareJwk",
                        "dev.keyhaul.pfx.SelfSignedCertificate",
                        // The known answers' key, which is in our own jar.
                        "dev.keyhaul.core.keywrap.ProviderCheck",
                        // Throw-away keys: their numbers are compared, and nothing is computed.
                        "dev.keyhaul.pkcs11.probe.RsaControl",
                        "dev.keyhaul.pkcs11.probe.SoftwarePair");
    }

    @Test
    void certificates_areReadByOneClass() {
        Set<String> readers = new TreeSet<>();
        for (String method : new String[] {"generateCertificate", "generateCertificates"}) {
            readers.addAll(Classes.callers(CertificateFactory.class, method));
        }
        for (String method : new String[] {"generateCertPath", "generateCRL", "generateCRLs"}) {
            readers.addAll(Classes.callers(CertificateFactory.class, method));
        }
        assertThat(readers).containsExactly("dev.keyhaul.core.der.CertificateDer");
    }

    /** To verify or to encrypt with a certificate's key, ask {@code CertificateDer.rsaKey}. */
    @Test
    void keysOfCertificates_areTakenByTheseAlone() {
        assertThat(Classes.callers(X509Certificate.class, "getPublicKey"))
                .containsExactlyInAnyOrder(
                        "dev.keyhaul.core.der.CertificateDer",
                        // Each of its certificates went through CertificateDer.rsaKey.
                        "dev.keyhaul.core.byok.AttestationChain",
                        // They only compare or show the key's fingerprint.
                        "dev.keyhaul.core.byok.AttestationCheck",
                        "dev.keyhaul.core.byok.KekRecord",
                        "dev.keyhaul.cli.backup.ShareOptions",
                        "dev.keyhaul.pfx.CertificateFile",
                        "dev.keyhaul.pfx.NewPfx",
                        "dev.keyhaul.pfx.PfxKey",
                        "dev.keyhaul.cli.inspect.PublicFacts");
    }

    /** Readers of keys and key stores that the JDK and Bouncy Castle have beside these. */
    @Test
    void otherReadersOfKeys_areNotUsed() {
        Set<String> readers =
                Set.of(
                        "org.bouncycastle.crypto.util.PublicKeyFactory",
                        "org.bouncycastle.crypto.util.PrivateKeyFactory",
                        "org.bouncycastle.openssl.PEMParser",
                        "org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter",
                        "org.bouncycastle.cert.jcajce.JcaX509CertificateConverter");
        noClasses()
                .should()
                .dependOnClassesThat(
                        describe(
                                "read keys without our bounds",
                                found -> readers.contains(found.getName())))
                .check(Classes.ALL);
        noClasses().should().implement(RSAPublicKey.class).check(Classes.ALL);
        assertThat(Classes.callers(KeyStore.class, "load"))
                .containsExactlyInAnyOrder(
                        // Empty, for the certificate that the local vault has made.
                        "dev.keyhaul.localvault.certificate.ServerTls");
    }

    /** The search finds what is known to be there. */
    @Test
    void bounds_areCheckedWhereKeysAreRead() throws ClassNotFoundException {
        Class<?> bounds = Class.forName("dev.keyhaul.core.der.RsaBounds");
        Set<String> checkers = new TreeSet<>();
        Stream.of("require", "requireF4", "isF4")
                .forEach(method -> checkers.addAll(Classes.callers(bounds, method)));
        assertThat(checkers)
                .contains(
                        "dev.keyhaul.core.key.PublicKeyEncoding",
                        "dev.keyhaul.core.der.CertificateDer",
                        "dev.keyhaul.core.byok.BlobOpener",
                        "dev.keyhaul.core.byok.KekCandidate",
                        "dev.keyhaul.backup.format.KeyFormat");
    }
}
