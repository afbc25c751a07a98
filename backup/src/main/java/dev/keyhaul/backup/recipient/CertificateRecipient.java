package dev.keyhaul.backup.recipient;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.RecipientCopy;
import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.backup.opening.PrivateKeyOpener;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.OaepHash;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.CertificateDer;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;

/**
 * The holder of a certificate, who opens copies by {@link #open}, or with OpenSSL. The same RSA-AES
 * blob is made of every source; a token's key is wrapped in its token. Immutable.
 *
 * @since 0.1.0
 */
public final class CertificateRecipient implements CopyRecipient {
    private static final int MIN_BITS = 2048;

    private final Recipient.Certificate description;
    private final RsaAesWrappingKey wrappingKey;

    private CertificateRecipient(Recipient.Certificate description, RsaAesWrappingKey wrappingKey) {
        this.description = description;
        this.wrappingKey = wrappingKey;
    }

    /**
     * Makes the recipient; the certificate is taken for its public key alone, whoever issued it.
     *
     * @throws RefusedException when its key is not RSA or has less than 2048 bits
     * @throws MalformedInputException when the exponent of its key is not 65537
     */
    public static CertificateRecipient of(X509Certificate certificate) throws KeyTransferException {
        String subject = certificate.getSubjectX500Principal().getName();
        RSAPublicKey key =
                CertificateDer.rsaKey(certificate)
                        .filter(rsa -> rsa.getModulus().bitLength() >= MIN_BITS)
                        .orElseThrow(
                                () ->
                                        new RefusedException(
                                                Reason.CERTIFICATE_UNFIT,
                                                "the certificate of "
                                                        + subject
                                                        + " does not contain an RSA key of at least 2048 bits",
                                                "use a certificate for an RSA key, ideally of 3072"
                                                        + " bits or more"));
        RsaAesWrappingKey wrappingKey =
                RsaAesWrappingKey.unsafeOf(key, OaepHash.SHA1).forStrongerKeys();
        return new CertificateRecipient(
                new Recipient.Certificate(wrappingKey.identity(), subject), wrappingKey);
    }

    @Override
    public Recipient.Certificate description() {
        return description;
    }

    @Override
    public void requireFit(TransferableKey target) throws RefusedException {
        wrappingKey.requireMayWrap(target.description());
    }

    /**
     * Opens a copy in memory. It brings its own public key: check it first by {@link
     * MasterCopy#requireExpected}.
     *
     * @param copy the copy that is opened
     * @param holder the private key of a certificate that the copy was made for; it stays open
     * @return the restored key; the caller closes it
     * @throws RefusedException if the copy is not for this key
     * @throws CheckFailedException if it does not open, or holds another key than its manifest says
     */
    public static SoftwareKey open(MasterCopy copy, SoftwareKey holder)
            throws KeyTransferException {
        Arguments.notNull("copy", copy, "holder", holder);
        return new PrivateKeyOpener(holder).restore(copy, new SecureRandom());
    }

    /** The private key is elsewhere: a drill restores the copy for the first time. */
    @Override
    public RecipientCopy wrap(TransferableKey target) throws KeyTransferException {
        return new RecipientCopy(description, target.wrapUnder(wrappingKey));
    }
}
