package dev.keyhaul.core.byok.cloud;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;

/** What the files of both clouds have in common. */
final class CloudFile {
    private CloudFile() {}

    static byte[] base64(JsonObject file, String member, String hint) throws KeyTransferException {
        try {
            return Base64.getDecoder().decode(file.string(member));
        } catch (IllegalArgumentException e) {
            throw new MalformedInputException(
                    Reason.CLOUD_FILE, "member " + member + " is not base64", hint, e);
        }
    }

    /** The encoding's own hint is about Azure's keys. */
    static RSAPublicKey wrappingKey(String member, byte[] encoded, String hint)
            throws KeyTransferException {
        try {
            return PublicKeyEncoding.parse(encoded);
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    Reason.CLOUD_FILE,
                    "member " + member + " is not an RSA public key: " + e.getMessage(),
                    hint,
                    e);
        }
    }

    static void requireNotExpired(String what, Instant validUntil, Instant now, String hint)
            throws RefusedException {
        if (!now.isBefore(validUntil)) {
            throw new RefusedException(
                    Reason.CLOUD_IMPORT_CLOSED, what + " expired at " + validUntil, hint);
        }
    }

    /** Quotes what a POSIX shell would not read as one plain word. */
    static String shellWord(String text) {
        return text.matches("[A-Za-z0-9_./:@+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
