package dev.keyhaul.pkcs11.probe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.keywrap.AesKwp;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.object.SessionObject;
import dev.keyhaul.pkcs11.object.Templates;
import dev.keyhaul.pkcs11.session.Session;
import dev.keyhaul.pkcs11.session.SessionPool;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A throw-away secret of known value, made once in an open token, in the session that keeps the
 * login: what it looks like under an AES key can be computed here. Thread-safe.
 */
final class KnownSecret {
    /** No multiple of 8, so that padding shows. */
    private static final int BYTES = 20;

    private static final int SEMIBLOCK_BYTES = 8;
    private static final int PADDED_BYTES =
            (BYTES + SEMIBLOCK_BYTES - 1) / SEMIBLOCK_BYTES * SEMIBLOCK_BYTES;

    /** What AES-KWP makes of it, whether the token pads it first or not. */
    static final int WRAPPED_BYTES = PADDED_BYTES + KeyProof.KWP_HEADER_BYTES;

    private final SessionPool sessions;
    private final byte[] value = new byte[BYTES];

    KnownSecret(SessionPool sessions) {
        this.sessions = sessions;
        sessions.random().nextBytes(value);
    }

    /** Returns the object, which all sessions of the login see. */
    long handle() throws KeyTransferException {
        return sessions.kept(Templates.knownSecret(value));
    }

    /** Makes it once more, for a session that does not see the others' objects. */
    SessionObject in(Session session) throws TokenException {
        return SessionObject.create(session, Templates.knownSecret(value));
    }

    /** Returns the AES-KWP (RFC 5649) of it. */
    byte[] kwp(SecretKey aes) {
        return kwp(value, aes);
    }

    /** Returns what a token makes of it that pads with zeros before AES-KWP does. */
    byte[] kwpOfZeroPadded(SecretKey aes) {
        return kwp(Arrays.copyOf(value, PADDED_BYTES), aes);
    }

    /** Returns it with the padding of PKCS #7 to 8 bytes. */
    byte[] padded() {
        byte[] data = Arrays.copyOf(value, PADDED_BYTES);
        Arrays.fill(data, BYTES, data.length, (byte) (data.length - BYTES));
        return data;
    }

    private static byte[] kwp(byte[] data, SecretKey aes) {
        try (SecretBytes bytes = SecretBytes.copyOf(data)) {
            return AesKwp.wrap(bytes, aes);
        }
    }
}
