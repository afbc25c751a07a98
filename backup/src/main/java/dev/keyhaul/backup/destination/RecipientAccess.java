package dev.keyhaul.backup.destination;

import dev.keyhaul.backup.recipient.SharesRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.Token;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/** What recipients are made of; whoever implements this closes what it gives. */
public interface RecipientAccess {
    /**
     * Returns the token of a URI, logged in.
     *
     * @throws KeyTransferException if it is missing, ambiguous or failing, or the PIN is wrong
     */
    Token token(TokenUri uri) throws KeyTransferException;

    /**
     * Returns the password that a copy is to be under.
     *
     * @throws KeyTransferException if no password was given
     */
    Passphrase password() throws KeyTransferException;

    /**
     * Returns the holders of shares.
     *
     * @throws KeyTransferException if they are not as many, or cannot be read
     */
    default SharesRecipient split(RecipientSpec.Shares among) throws KeyTransferException {
        throw new MalformedInputException(
                Reason.RECIPIENT_FORM,
                "shares cannot be made here",
                "make that copy with a command of its own");
    }

    /** Whether a password of fewer than 12 characters is wanted. */
    default boolean allowsWeakPassword() {
        return false;
    }

    /**
     * Reads the certificate that a recipient's text names.
     *
     * @throws KeyTransferException if it cannot be read, or is not a certificate
     */
    default X509Certificate certificate(Path named) throws KeyTransferException {
        return RecipientCertificate.read(named);
    }
}
