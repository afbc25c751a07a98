package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;

/** What was read is no XML at all: of a decrypted text it says that the password was wrong. */
public final class NotWellFormedException extends MalformedInputException {
    private static final long serialVersionUID = 1L;

    NotWellFormedException(String message) {
        super(
                Reason.DOMAIN_MALFORMED,
                message,
                "a trusted publishing domain is the XML file that AD RMS exports: check that it is the right file, and complete");
    }
}
