package dev.keyhaul.backup.destination;

import dev.keyhaul.backup.CopyRecipient;
import dev.keyhaul.backup.recipient.CertificateRecipient;
import dev.keyhaul.backup.recipient.PasswordRecipient;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenUri;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recipient as a text names it. */
public sealed interface RecipientSpec {
    /** Begins a certificate's file. */
    String RSA = "rsa:";

    /** How shares are written. */
    Pattern SHARES = Pattern.compile("shares:([0-9]{1,3})/([0-9]{1,3})");

    /**
     * Returns the recipient.
     *
     * @throws KeyTransferException if it is missing, or what it is made of is
     */
    CopyRecipient open(RecipientAccess access) throws KeyTransferException;

    /** A recovery pair or wrapping key in a token. */
    record InToken(TokenUri uri) implements RecipientSpec {
        @Override
        public CopyRecipient open(RecipientAccess access) throws KeyTransferException {
            return TokenKeyRecipient.find(access.token(uri), uri.key());
        }
    }

    /** The holder of a certificate's private key. */
    record Certificate(Path file) implements RecipientSpec {
        @Override
        public CopyRecipient open(RecipientAccess access) throws KeyTransferException {
            return CertificateRecipient.of(access.certificate(file));
        }
    }

    /** Share holders, of whom some are needed. */
    record Shares(int needed, int count) implements RecipientSpec {
        @Override
        public CopyRecipient open(RecipientAccess access) throws KeyTransferException {
            return access.split(this);
        }
    }

    /** Whoever knows a password. */
    record Password() implements RecipientSpec {
        @Override
        public CopyRecipient open(RecipientAccess access) throws KeyTransferException {
            return PasswordRecipient.of(access.password(), new SecureRandom())
                    .allowingWeak(access.allowsWeakPassword());
        }
    }

    /**
     * Reads what a file names, such as a manifest: it can name no module and no file of a PIN.
     * Opens nothing.
     *
     * @throws KeyTransferException if the text is not a recipient
     */
    static RecipientSpec parse(String text) throws KeyTransferException {
        return TokenUri.isUri(text) ? new InToken(TokenUri.parse(text)) : other(text);
    }

    /**
     * Reads what an operator typed. Opens nothing.
     *
     * @throws KeyTransferException if the text is not a recipient
     */
    static RecipientSpec parse(TypedSource typed) throws KeyTransferException {
        return TokenUri.isUri(typed.text())
                ? new InToken(TokenUri.parse(typed))
                : other(typed.text());
    }

    private static RecipientSpec other(String text) throws KeyTransferException {
        if (text.startsWith(RSA) && text.length() > RSA.length()) {
            return new Certificate(TypedPath.of(text.substring(RSA.length())));
        }
        if (text.equals("password")) {
            return new Password();
        }
        Matcher shares = SHARES.matcher(text);
        if (shares.matches()) {
            return new Shares(Integer.parseInt(shares.group(1)), Integer.parseInt(shares.group(2)));
        }
        throw new MalformedIdentifierException(
                Reason.RECIPIENT_FORM,
                "not a recipient: " + TypedSource.of(text).shown(),
                "a recipient is pkcs11:token=NAME;object=LABEL, rsa:CERT.pem, password, or"
                        + " shares:M/N");
    }
}
