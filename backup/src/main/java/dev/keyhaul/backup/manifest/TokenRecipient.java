package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.WrapMethod;
import java.util.regex.Pattern;

/**
 * A key in a token: the copy is opened inside it.
 *
 * @param kind what key it is
 * @param identity the recovery pair's fingerprint, or the wrapping key's key check value
 * @param token where it lives
 * @param keyLabel its CKA_LABEL
 * @param keyId its CKA_ID in hex; empty where it has none
 */
public record TokenRecipient(
        Kind kind, String identity, TokenIdentity token, String keyLabel, String keyId)
        implements Recipient {
    private static final Pattern KEY_ID = Pattern.compile("([0-9a-f]{2}){0,64}");

    /** Refuses an identifier that is not hex, and a recovery pair without a fingerprint. */
    public TokenRecipient {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw new IllegalArgumentException(
                    "key id '" + keyId + "'; 0 to 64 bytes in lower-case hex are allowed");
        }
        if (kind == Kind.RECOVERY_PAIR) {
            requireFingerprint(identity);
        }
    }

    private static void requireFingerprint(String identity) {
        try {
            Fingerprint.parse(identity);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("recovery pair's identity is " + e.getMessage(), e);
        }
    }

    @Override
    public boolean opens(WrapMethod method) {
        return switch (kind) {
            case RECOVERY_PAIR ->
                    method == WrapMethod.RSA_AES_SHA1 || method == WrapMethod.RSA_AES_SHA256;
            case WRAPPING_KEY -> method == WrapMethod.AES_KWP;
        };
    }

    @Override
    public boolean outlivesAPerson() {
        return false;
    }

    @Override
    public boolean isTestedWhenMade() {
        return true;
    }

    @Override
    public String describe() {
        return kind.label + " " + keyLabel + " in token " + token.label();
    }

    /** The keys in a token that can open a copy. */
    public enum Kind {
        /** An RSA pair that unwraps and does nothing else. */
        RECOVERY_PAIR("recovery pair"),
        /** An AES-256 key that never leaves its token. */
        WRAPPING_KEY("wrapping key");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }
}
