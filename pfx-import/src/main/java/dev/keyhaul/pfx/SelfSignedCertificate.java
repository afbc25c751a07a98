package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed certificate, because many programs do not show a key without one. It proves no
 * identity. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class SelfSignedCertificate {
    private static final Duration VALIDITY = Duration.ofDays(3650);

    /** Clocks differ. */
    private static final Duration BEFORE = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 159;

    private SelfSignedCertificate() {}

    /**
     * Makes a certificate for ten years, signed with SHA-256, or by a longer EC key with SHA-384 or
     * SHA-512.
     *
     * @param subject a distinguished name (RFC 2253), such as {@code CN=tenant key,O=Contoso}
     * @throws MalformedInputException when it is no such name
     * @throws RefusedException when the key is an AES key, which signs no certificate
     */
    public static X509Certificate of(
            SoftwareKey key, String subject, Instant now, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("key", key, "now", now, "random", random);
        X500Name name = name(subject);
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, random).setBit(0),
                        Date.from(now.minus(BEFORE)),
                        Date.from(now.plus(VALIDITY)),
                        name,
                        SubjectPublicKeyInfo.getInstance(
                                publicKey(key.description()).getEncoded()));
        return key.withClearKey(pkcs8 -> signed(builder, key.description(), pkcs8));
    }

    private static PublicKey publicKey(KeyDescription key) throws RefusedException {
        return key.publicKey()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.DESTINATION_KEY_KIND,
                                        "an AES key has no public half and no certificate",
                                        "a PKCS#12 file can have RSA and EC keys"));
    }

    private static String algorithm(KeyDescription key) {
        return key instanceof KeyDescription.Ec ec
                ? "SHA" + ec.curve().hashBits() + "withECDSA"
                : "SHA256withRSA";
    }

    private static X509Certificate signed(
            X509v3CertificateBuilder builder, KeyDescription description, byte[] pkcs8) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(description instanceof KeyDescription.Ec ? "EC" : "RSA")
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            ContentSigner signer = new JcaContentSignerBuilder(algorithm(description)).build(key);
            byte[] der = builder.build(signer).getEncoded();
            return CertificateDer.parse(der);
        } catch (GeneralSecurityException
                | MalformedInputException
                | OperatorCreationException
                | IOException e) {
            // No cause: it may quote the key.
            throw new IllegalStateException("the JDK signs with every key that was read");
        }
    }

    private static X500Name name(String subject) throws MalformedInputException {
        try {
            X500Principal principal = new X500Principal(subject);
            if (!principal.getName().isEmpty()) {
                return X500Name.getInstance(principal.getEncoded());
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw new MalformedIdentifierException(
                Reason.VALUE_FORM,
                "not a distinguished name: " + subject,
                "for example: CN=tenant key,O=Contoso");
    }
}
