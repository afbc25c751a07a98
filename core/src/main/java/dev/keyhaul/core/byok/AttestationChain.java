package dev.keyhaul.core.byok;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.der.DerSequence;
import dev.keyhaul.core.der.PemBlock;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The two chains of an attestation, which end in the same partition key: Marvell's root, an adapter
 * and its partition; and the owner's root, which the owner certified himself, and the partition.
 *
 * <p>The depth is fixed and each certificate has one role, so no CA flag is needed. None is there:
 * the genuine adapter's certificate is X.509 v1, and PKIX refuses such a chain.
 *
 * @param partition Marvell's certificate of the partition
 * @param owner the owner's root
 */
record AttestationChain(X509Certificate partition, X509Certificate owner) {
    private static final Set<String> ALGORITHMS =
            Set.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA");
    private static final int MAX_PEM_BYTES = 64 * 1024;
    private static final int MIN_BITS = 2048;
    private static final int CERTIFICATES = 4;

    /** What is signed, the algorithm and the signature (RFC 5280 §4.1). */
    private static final int OUTER_ELEMENTS = 3;

    /** The tag of the version, which X.509 v1 leaves out. */
    private static final int EXPLICIT_VERSION = 0xA0;

    /**
     * Finds the chains.
     *
     * @param pem the adapter's, the partition's two and the owner's certificate in any order;
     *     Marvell's root may be among them
     * @throws CheckFailedException if it is anything else
     */
    static AttestationChain find(byte[] pem, List<RSAPublicKey> roots, Instant now)
            throws CheckFailedException {
        List<X509Certificate> all = parse(pem);
        for (X509Certificate certificate : all) {
            requireValid(certificate, now);
        }
        all.removeIf(certificate -> isSelfIssued(certificate) && isOneOf(roots, certificate));
        X509Certificate adapter =
                one(all, c -> roots.stream().anyMatch(root -> isSigned(c, root)), "adapter");
        X509Certificate partition = one(all, c -> isIssued(c, adapter), "partition");
        X509Certificate owner = one(all, AttestationChain::isSelfIssued, "owner's root");
        X509Certificate owned =
                one(all, c -> !c.equals(owner) && isIssued(c, owner), "owner's partition");
        if (Set.of(adapter, partition, owner, owned).size() != CERTIFICATES
                || all.size() != CERTIFICATES) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "the attestation has " + all.size() + " certificates instead of four");
        }
        if (!owned.getPublicKey().equals(partition.getPublicKey())) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "the owner's certificate and Marvell's certificate are for different partitions");
        }
        return new AttestationChain(partition, owner);
    }

    /** Returns the key that signs statements. */
    RSAPublicKey partitionKey() {
        return (RSAPublicKey) partition.getPublicKey();
    }

    private static X509Certificate one(
            List<X509Certificate> all, Predicate<X509Certificate> role, String name)
            throws CheckFailedException {
        List<X509Certificate> fit = all.stream().filter(role).toList();
        if (fit.size() != 1) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "the attestation has "
                            + fit.size()
                            + " certificates for the "
                            + name
                            + " instead of one");
        }
        return fit.get(0);
    }

    private static List<X509Certificate> parse(byte[] pem) throws CheckFailedException {
        if (pem.length > MAX_PEM_BYTES) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED, "the attestation's certificates are too long");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            List<PemBlock> blocks = PemBlock.all(pem);
            if (blocks.size() > CERTIFICATES + 1) {
                throw new CheckFailedException(
                        Reason.ATTESTATION_MALFORMED,
                        "the attestation has "
                                + blocks.size()
                                + " certificates, which is too many");
            }
            for (PemBlock block : blocks) {
                certificates.add(certificate(block, pem));
            }
            return certificates;
        } catch (MalformedInputException | RuntimeException e) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_MALFORMED,
                    "the attestation's certificates cannot be read: " + e.getMessage(),
                    null,
                    e);
        }
    }

    private static X509Certificate certificate(PemBlock block, byte[] pem)
            throws MalformedInputException {
        String text = new String(pem, block.from(), block.to() - block.from(), US_ASCII);
        byte[] der = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        if (!block.label().equals("CERTIFICATE") || !isAllSigned(der)) {
            throw new MalformedInputException(
                    Reason.ATTESTATION_MALFORMED, "expected exactly one certificate");
        }
        X509Certificate certificate = CertificateDer.parse(der);
        // Each of them verifies another, or a statement.
        CertificateDer.rsaKey(certificate);
        return certificate;
    }

    /**
     * Whether what stands around the signed part is as that says. The JDK passes over differences:
     * in the outer algorithm, and in the unused bits of the signature.
     */
    private static boolean isAllSigned(byte[] der) {
        Optional<DerSequence> outer = DerSequence.of(der).filter(c -> c.size() == OUTER_ELEMENTS);
        Optional<DerSequence> signed = outer.flatMap(c -> DerSequence.of(c.whole(0)));
        if (signed.isEmpty()) {
            return false;
        }
        int algorithm = signed.get().beginsWith(EXPLICIT_VERSION) ? 2 : 1;
        byte[] signature = outer.get().content(2);
        return signed.get().size() > algorithm
                && Arrays.equals(signed.get().whole(algorithm), outer.get().whole(1))
                && signature.length > 0
                && signature[0] == 0;
    }

    private static void requireValid(X509Certificate certificate, Instant now)
            throws CheckFailedException {
        String name = certificate.getSubjectX500Principal().toString();
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "a certificate of the attestation is not valid now: " + name,
                    null,
                    e);
        }
        if (!ALGORITHMS.contains(certificate.getSigAlgName())
                || !(certificate.getPublicKey() instanceof RSAPublicKey key)
                || key.getModulus().bitLength() < MIN_BITS) {
            throw new CheckFailedException(
                    Reason.ATTESTATION_UNTRUSTED,
                    "a certificate of the attestation does not use RSA with SHA-2: " + name);
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return isIssued(certificate, certificate);
    }

    private static boolean isIssued(X509Certificate certificate, X509Certificate issuer) {
        return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                && isSigned(certificate, (RSAPublicKey) issuer.getPublicKey());
    }

    private static boolean isSigned(X509Certificate certificate, RSAPublicKey by) {
        if (8 * certificate.getSignature().length != by.getModulus().bitLength()) {
            return false;
        }
        try {
            certificate.verify(by);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isOneOf(List<RSAPublicKey> keys, X509Certificate certificate) {
        return keys.stream().anyMatch(certificate.getPublicKey()::equals);
    }
}
