package dev.keyhaul.pfx;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.pbe.PasswordMac;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;

/**
 * A PKCS#12 file to be written: one key, its certificate, and those above it.
 *
 * <p>Key and certificates are encrypted, and the MAC made, each at the cost of 600,000 iterations:
 * whoever guesses the password takes the cheapest of the three. Immutable.
 *
 * @since 0.1.0
 */
public final class NewPfx {
    private final String alias;
    private final List<X509Certificate> certificates;
    private final PasswordProtection protection;

    private NewPfx(
            String alias, List<X509Certificate> certificates, PasswordProtection protection) {
        this.alias = alias;
        this.certificates = certificates;
        this.protection = protection;
    }

    /**
     * Returns a file encrypted with AES-256, its password hashed with PBKDF2 and HMAC-SHA-256.
     *
     * @param alias the friendlyName of key and certificate
     * @param certificates the key's own first; at least one
     */
    public static NewPfx of(String alias, List<X509Certificate> certificates) {
        Arguments.notNull("alias", alias, "certificates", certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "many programs do not show a key without a certificate");
        }
        return new NewPfx(alias, List.copyOf(certificates), PasswordProtection.PBKDF2);
    }

    /** Returns the same with PBE-SHA1-3DES of PKCS#12, for programs that know nothing newer. */
    public NewPfx withLegacy3Des() {
        return new NewPfx(alias, certificates, PasswordProtection.LEGACY_3DES);
    }

    /**
     * Makes the file; {@code key} and {@code password} stay the caller's to close.
     *
     * @return its DER
     * @throws RefusedException when the key is an AES key, or the password is not one line of text
     * @throws CheckFailedException when the first certificate has another public key
     */
    public byte[] toFile(SoftwareKey key, Passphrase password, SecureRandom random)
            throws KeyTransferException {
        Arguments.notNull("password", password, "random", random);
        requirePair(key.description());
        password.requireFitForNew("the new file's password");
        if (!key.description().fingerprint().matches(certificates.get(0).getPublicKey())) {
            throw new CheckFailedException(
                    Reason.CERTIFICATE_DIFFERS,
                    "the certificate of "
                            + certificates.get(0).getSubjectX500Principal().getName()
                            + " has a different public key",
                    "give the certificate that was issued for this key");
        }
        byte[] shrouded = key.withClearKey(pkcs8 -> encrypted(pkcs8.clone(), password, random));
        try {
            byte[] encryptedCertificates =
                    encrypted(certificateBags().getEncoded(), password, random);
            return file(shrouded, encryptedCertificates, password, random)
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException | CertificateEncodingException e) {
            throw new IllegalStateException("a structure of ours encodes", e);
        }
    }

    /**
     * RFC 7292 has a secretBag whose content is everybody's own: no program reads another's.
     *
     * @throws RefusedException when the key is an AES key
     */
    public static void requirePair(KeyDescription key) throws RefusedException {
        if (key.publicKey().isEmpty()) {
            throw new RefusedException(
                    Reason.DESTINATION_KEY_KIND,
                    "the key is " + key.name() + "; a PKCS#12 file can have RSA and EC keys",
                    "make a master copy or a transfer blob of it");
        }
    }

    private byte[] encrypted(byte[] moved, Passphrase password, SecureRandom random) {
        try (SecretBytes clear = SecretBytes.moveFrom(moved)) {
            return protection.encrypt(clear, password, random);
        }
    }

    private Pfx file(
            byte[] shroudedKey,
            byte[] encryptedCertificates,
            Passphrase password,
            SecureRandom random)
            throws IOException {
        SafeBag keyBag =
                new SafeBag(
                        PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                        EncryptedPrivateKeyInfo.getInstance(shroudedKey),
                        names());
        EncryptedPrivateKeyInfo parts = EncryptedPrivateKeyInfo.getInstance(encryptedCertificates);
        EncryptedData certificatePart =
                new EncryptedData(
                        PKCSObjectIdentifiers.data,
                        parts.getEncryptionAlgorithm(),
                        new DEROctetString(parts.getEncryptedData()));
        byte[] safe =
                new AuthenticatedSafe(
                                new ContentInfo[] {
                                    data(new DERSequence(keyBag).getEncoded()),
                                    new ContentInfo(
                                            PKCSObjectIdentifiers.encryptedData, certificatePart)
                                })
                        .getEncoded(ASN1Encoding.DER);
        return new Pfx(
                data(safe),
                MacData.getInstance(PasswordMac.create(safe, password, protection, random)));
    }

    private DERSequence certificateBags() throws CertificateEncodingException {
        ASN1EncodableVector bags = new ASN1EncodableVector();
        for (X509Certificate certificate : certificates) {
            CertBag bag =
                    new CertBag(
                            PKCSObjectIdentifiers.x509Certificate,
                            new DEROctetString(certificate.getEncoded()));
            // The key's own carries its names: that is how programs find it.
            bags.add(
                    bags.size() == 0
                            ? new SafeBag(
                                    PKCSObjectIdentifiers.certBag, bag.toASN1Primitive(), names())
                            : new SafeBag(PKCSObjectIdentifiers.certBag, bag.toASN1Primitive()));
        }
        return new DERSequence(bags);
    }

    private DERSet names() {
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(
                attribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(alias)));
        attributes.add(
                attribute(
                        PKCSObjectIdentifiers.pkcs_9_at_localKeyId,
                        new DEROctetString(new byte[] {1})));
        return new DERSet(attributes);
    }

    private static DERSequence attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
    }

    private static ContentInfo data(byte[] content) {
        return new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(content));
    }
}
