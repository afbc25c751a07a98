package dev.keyhaul.cli.backup;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.TokenUri;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A RECIPIENT as it is written on the command line. */
public sealed interface RecipientSpec {
    /** A recovery pair or wrapping key in a token. */
    record InToken(TokenUri uri) implements RecipientSpec {}

    /** The holder of a certificate's private key. */
    record Certificate(Path file) implements RecipientSpec {}

    /** Share holders, of whom some are needed. */
    record Shares(int needed, int count) implements RecipientSpec {}

    /** Whoever knows a password. */
    record Password() implements RecipientSpec {}

    /** How shares are written. */
    Pattern SHARES = Pattern.compile("shares:([0-9]{1,3})/([0-9]{1,3})");

    /**
     * Reads it; nothing is opened.
     *
     * @throws KeyTransferException when it is none
     */
    static RecipientSpec parse(String text) throws KeyTransferException {
        if (TokenUri.isUri(text)) {
            return new InToken(TokenUri.parse(text));
        }
        if (text.startsWith("rsa:") && text.length() > 4) {
            return new Certificate(Path.of(text.substring(4)));
        }
        if (text.equals("password")) {
            return new Password();
        }
        Matcher shares = SHARES.matcher(text);
        if (shares.matches()) {
            return new Shares(Integer.parseInt(shares.group(1)), Integer.parseInt(shares.group(2)));
        }
        throw new UsageException(
                "no recipient: " + text,
                "a recipient is pkcs11:token=NAME;object=LABEL, rsa:CERT.pem, password, or"
                        + " shares:M/N");
    }
}
