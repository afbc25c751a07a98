package dev.keyhaul.localvault.certificate;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.CertificateDer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of one server: made at its start, gone at its end, its key never written.
 *
 * <p>P-256 and SHA-256; valid for 30 days, because a rehearsal's server is not long-lived.
 */
public final class RehearsalAuthority {
    private static final Duration VALIDITY = Duration.ofDays(30);

    /** Clocks differ. */
    private static final Duration BEFORE = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 159;
    private static final X500Name NAME = new X500Name("CN=Keyhaul rehearsal authority");

    private final KeyPair keyPair;
    private final X509Certificate certificate;
    private final SecureRandom random;
    private final Instant now;

    private RehearsalAuthority(
            KeyPair keyPair, X509Certificate certificate, SecureRandom random, Instant now) {
        this.keyPair = keyPair;
        this.certificate = certificate;
        this.random = random;
        this.now = now;
    }

    /** Makes an authority whose certificates are valid from now on. */
    public static RehearsalAuthority create(SecureRandom random, Instant now) {
        KeyPair pair = newKeyPair(random);
        try {
            X509v3CertificateBuilder builder =
                    builder(NAME, pair.getPublic(), pair.getPublic(), random, now);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new RehearsalAuthority(pair, signed(builder, pair, random), random, now);
        } catch (IOException e) {
            throw new IllegalStateException("these extensions can be encoded", e);
        }
    }

    /**
     * Requires the file of a rehearsal's authority, whichever server made it, and nothing else.
     *
     * @throws MalformedInputException when it is anything else
     */
    public static X509Certificate parse(byte[] pem) throws MalformedInputException {
        X509Certificate certificate = CertificateDer.parse(pem);
        byte[] written = PemCertificates.of(certificate).getBytes(StandardCharsets.US_ASCII);
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        if (!subject.equals(NAME) || !Arrays.equals(pem, written)) {
            throw new MalformedInputException(
                    Reason.LOCAL_VAULT_STATE, "not the certificate of a rehearsal's authority");
        }
        return certificate;
    }

    /** Makes a pair for {@link #certify}. */
    public static KeyPair newKeyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK makes P-256 keys", e);
        }
    }

    /** Returns the authority's own certificate, which a client trusts. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Certifies a signing key by a common name. */
    public X509Certificate certify(PublicKey key, String commonName) {
        return certify(key, commonName, Optional.empty());
    }

    X509Certificate certify(PublicKey key, String commonName, Optional<GeneralNames> hosts) {
        try {
            X509v3CertificateBuilder builder =
                    builder(
                            new X500Name("CN=" + commonName),
                            key,
                            keyPair.getPublic(),
                            random,
                            now);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            if (hosts.isPresent()) {
                builder.addExtension(Extension.subjectAlternativeName, false, hosts.get());
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            }
            return signed(builder, keyPair, random);
        } catch (IOException e) {
            throw new IllegalStateException("these extensions can be encoded", e);
        }
    }

    /** Names both keys, as RFC 5280, 4.2.1.1 and 4.2.1.2 ask: strict clients refuse others. */
    private static X509v3CertificateBuilder builder(
            X500Name subject, PublicKey key, PublicKey issuer, SecureRandom random, Instant now)
            throws IOException {
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        NAME,
                        new BigInteger(SERIAL_BITS, random).setBit(0),
                        Date.from(now.minus(BEFORE)),
                        Date.from(now.plus(VALIDITY)),
                        subject,
                        SubjectPublicKeyInfo.getInstance(key.getEncoded()));
        try {
            JcaX509ExtensionUtils keys = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, keys.createSubjectKeyIdentifier(key));
            return builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    keys.createAuthorityKeyIdentifier(issuer));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    private static X509Certificate signed(
            X509v3CertificateBuilder builder, KeyPair signer, SecureRandom random)
            throws IOException {
        try {
            byte[] der =
                    builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .setSecureRandom(random)
                                            .build(signer.getPrivate()))
                            .getEncoded();
            return CertificateDer.parse(der);
        } catch (MalformedInputException | OperatorCreationException e) {
            throw new IllegalStateException("every JDK signs with P-256", e);
        }
    }
}
