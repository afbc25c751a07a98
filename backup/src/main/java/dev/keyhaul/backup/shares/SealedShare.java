package dev.keyhaul.backup.shares;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.keywrap.UnwrapFailure;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.jspecify.annotations.Nullable;

/**
 * A share sealed to its holder's certificate: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM and
 * RSAES-OAEP with SHA-256 (RFC 5084, RFC 4055), which {@code openssl cms -decrypt} opens.
 */
public final class SealedShare {
    /** A sealed share has some 700 bytes. */
    private static final int MAX_LENGTH_BYTES = 16 * 1024;

    private SealedShare() {}

    /**
     * Seals a share to the holder of a certificate.
     *
     * @throws MalformedInputException when its public key cannot be used, or has another exponent
     *     than 65537
     */
    public static byte[] seal(Share share, X509Certificate holder) throws KeyTransferException {
        if (CertificateDer.rsaKey(holder).isEmpty()) {
            throw unusable(holder, null);
        }
        try (SecretBytes file = share.encode()) {
            byte[] clear = file.withRawSecretBytes(byte[]::clone);
            try {
                return seal(clear, holder);
            } finally {
                Arrays.fill(clear, (byte) 0);
            }
        }
    }

    private static byte[] seal(byte[] clear, X509Certificate holder)
            throws MalformedInputException {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        try {
            CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(
                    new JceKeyTransRecipientInfoGenerator(
                                    holder,
                                    new JcaAlgorithmParametersConverter()
                                            .getAlgorithmIdentifier(
                                                    PKCSObjectIdentifiers.id_RSAES_OAEP,
                                                    OaepHash.SHA256.parameters()))
                            .setProvider(provider));
            OutputAEADEncryptor aes =
                    (OutputAEADEncryptor)
                            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                                    .setProvider(provider)
                                    .build();
            return generator.generate(new CMSProcessableByteArray(clear), aes).getEncoded();
        } catch (GeneralSecurityException | CMSException | IOException | RuntimeException e) {
            throw unusable(holder, e);
        }
    }

    private static MalformedInputException unusable(
            X509Certificate holder, @Nullable Throwable cause) {
        return new MalformedInputException(
                Reason.CERTIFICATE_UNFIT,
                "a share cannot be sealed to " + holder.getSubjectX500Principal(),
                "its holder needs a certificate for an RSA key that encrypts",
                cause);
    }

    /**
     * Opens a sealed share with its holder's private key; the caller closes it.
     *
     * @throws CheckFailedException when it is not sealed to this key, or damaged
     * @throws MalformedInputException when it holds something else
     */
    public static Share open(byte[] sealed, PrivateKey holder) throws KeyTransferException {
        byte[] clear = decrypt(sealed, holder);
        try {
            return Share.parse(clear);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private static byte[] decrypt(byte[] sealed, PrivateKey holder) throws CheckFailedException {
        if (sealed.length > MAX_LENGTH_BYTES) {
            throw UnwrapFailure.create();
        }
        try {
            CMSAuthEnvelopedData cms = new CMSAuthEnvelopedData(sealed);
            for (RecipientInformation recipient : cms.getRecipientInfos().getRecipients()) {
                return recipient.getContent(
                        new JceKeyTransAuthEnvelopedRecipient(holder)
                                .setProvider(new BouncyCastleProvider()));
            }
            throw UnwrapFailure.create();
        } catch (CMSException | RuntimeException e) {
            throw UnwrapFailure.create();
        }
    }
}
