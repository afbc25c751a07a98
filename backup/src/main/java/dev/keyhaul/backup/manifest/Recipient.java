package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.WrapMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who can open a master copy, alone. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface Recipient {
    /** Names the key that opens the copy, never its value: a fingerprint or a key check value. */
    String identity();

    /** Whether this recipient can open what is wrapped by {@code method}. */
    boolean opens(WrapMethod method);

    /** Whether the recipient can still open a copy when one person is gone. */
    default boolean outlivesAPerson() {
        return false;
    }

    /**
     * Whether whoever makes a copy for this recipient can restore it at once: not where the
     * recipient's private key is elsewhere.
     */
    boolean isTestedWhenMade();

    /** Names the recipient for people. */
    String describe();

    /**
     * A key in a token: the copy is opened inside it.
     *
     * @param kind what key it is
     * @param identity the recovery pair's fingerprint, or the wrapping key's key check value
     * @param token where it lives
     * @param keyLabel its CKA_LABEL
     * @param keyId its CKA_ID in hex; empty where it has none
     */
    record InToken(Kind kind, String identity, TokenIdentity token, String keyLabel, String keyId)
            implements Recipient {
        private static final Pattern KEY_ID = Pattern.compile("([0-9a-f]{2}){0,64}");

        /** Refuses an identifier that is not hex, and a recovery pair without a fingerprint. */
        public InToken {
            Arguments.notNull("kind", kind, "token", token, "keyLabel", keyLabel);
            Arguments.notNull("keyId", keyId, "identity", identity);
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
                throw new IllegalArgumentException(
                        "recovery pair's identity is " + e.getMessage(), e);
            }
        }

        @Override
        public boolean opens(WrapMethod method) {
            Arguments.notNull("method", method);
            return switch (kind) {
                case RECOVERY_PAIR ->
                        method == WrapMethod.RSA_AES_SHA1 || method == WrapMethod.RSA_AES_SHA256;
                case WRAPPING_KEY -> method == WrapMethod.AES_KWP;
            };
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

    /**
     * Who has the private key to a certificate.
     *
     * @param identity the fingerprint of the certificate's public key
     * @param subject the certificate's subject, for people
     */
    record Certificate(String identity, String subject) implements Recipient {
        /** Refuses an identity that is no fingerprint. */
        public Certificate {
            Arguments.notNull("subject", subject);
            try {
                identity = Fingerprint.parse(identity).hex();
            } catch (MalformedInputException e) {
                throw new IllegalArgumentException(
                        "certificate's identity is " + e.getMessage(), e);
            }
        }

        @Override
        public boolean opens(WrapMethod method) {
            Arguments.notNull("method", method);
            return method == WrapMethod.RSA_AES_SHA1;
        }

        @Override
        public boolean isTestedWhenMade() {
            return false;
        }

        @Override
        public String describe() {
            return "holder of the certificate of " + subject;
        }
    }

    /** Who knows a password; a copy has at most one. */
    record Password() implements Recipient {
        /** The only identity: nothing of a password is written down. */
        public static final String IDENTITY = "password";

        @Override
        public String identity() {
            return IDENTITY;
        }

        @Override
        public boolean opens(WrapMethod method) {
            Arguments.notNull("method", method);
            return method == WrapMethod.ENCRYPTED_PKCS8;
        }

        @Override
        public boolean isTestedWhenMade() {
            return true;
        }

        @Override
        public String describe() {
            return "anyone who knows the password";
        }
    }

    /**
     * People of whom some together have the key that opens the copy.
     *
     * @param set names the set of shares, 32 hex digits
     * @param needed how many of them it takes, 2 or more
     * @param commitment SHA-256 that tells the right key from any other, 64 hex digits
     * @param holders each share's holder by index from 1: the subject of the certificate that it is
     *     sealed to, or {@code holder 1} and so on
     * @param shareSha256 SHA-256 of each share, which tells a forged one
     * @param sealing what a holder opens the share with
     */
    record Shares(
            String set,
            int needed,
            String commitment,
            List<String> holders,
            List<String> shareSha256,
            Sealing sealing)
            implements Recipient {
        /** What a holder opens the share with; the same for all of a set. */
        public enum Sealing {
            /** The private key of a certificate. */
            CERTIFICATE,
            /** A passphrase of the holder's own. */
            PASSPHRASE
        }

        /** The most shares that there can be. */
        public static final int MAX_COUNT = 100;

        /** The most passphrases: each is tried on each share, at the price of a key derivation. */
        public static final int MAX_PASSPHRASES = 16;

        private static final Pattern SET = Pattern.compile("[0-9a-f]{32}");

        /** Refuses numbers that do not fit, and what is no hex. */
        public Shares {
            Arguments.notNull("set", set, "commitment", commitment, "sealing", sealing);
            holders = List.copyOf(holders);
            shareSha256 = List.copyOf(shareSha256);
            int most = sealing == Sealing.PASSPHRASE ? MAX_PASSPHRASES : MAX_COUNT;
            if (needed < 2 || needed > holders.size() || holders.size() > most) {
                throw new IllegalArgumentException(
                        needed
                                + " of "
                                + holders.size()
                                + " shares; at least 2 must be needed, and at most "
                                + most
                                + " made");
            }
            if (shareSha256.size() != holders.size()
                    || !SET.matcher(set).matches()
                    || !Sha256.isHex(commitment)
                    || !shareSha256.stream().allMatch(hash -> Sha256.isHex(hash))) {
                throw new IllegalArgumentException("set of shares is not described in full");
            }
        }

        /** Returns how many shares there are. */
        public int count() {
            return holders.size();
        }

        @Override
        public String identity() {
            return "shares:" + set;
        }

        @Override
        public boolean opens(WrapMethod method) {
            Arguments.notNull("method", method);
            return method == WrapMethod.AES_GCM;
        }

        @Override
        public boolean outlivesAPerson() {
            return needed < count();
        }

        @Override
        public boolean isTestedWhenMade() {
            return true;
        }

        @Override
        public String describe() {
            return "any "
                    + needed
                    + " of "
                    + count()
                    + (sealing == Sealing.PASSPHRASE
                            ? " holders of passphrases"
                            : " holders of shares");
        }
    }

    /**
     * A token, as it names itself in CK_TOKEN_INFO (PKCS#11 v3.0 §3.2).
     *
     * @param label for people; need not be unique, and changes when a token is initialised again
     * @param manufacturer who made it
     * @param model which model it is
     * @param serial its serial number, unique for a manufacturer and model
     */
    record TokenIdentity(String label, String manufacturer, String model, String serial) {
        public TokenIdentity {
            Arguments.notNull("label", label, "manufacturer", manufacturer, "model", model);
            Arguments.notNull("serial", serial);
        }

        /** Returns the token that a key lives in, where its origin names one completely. */
        public static Optional<TokenIdentity> of(KeyOrigin origin) {
            Map<String, String> details = origin.details();
            String manufacturer = details.get(KeyOrigin.MANUFACTURER);
            String model = details.get(KeyOrigin.MODEL);
            String serial = details.get(KeyOrigin.SERIAL);
            if (manufacturer == null || model == null || serial == null || serial.isBlank()) {
                return Optional.empty();
            }
            String label = details.getOrDefault(KeyOrigin.TOKEN_LABEL, "");
            return Optional.of(new TokenIdentity(label, manufacturer, model, serial));
        }

        /** Whether both are the same device, whatever they are labelled. */
        public boolean isSameDeviceAs(TokenIdentity other) {
            Arguments.notNull("other", other);
            return device().equals(other.device());
        }

        /** Returns what is the same for the same device. */
        List<String> device() {
            return List.of(manufacturer, model, serial);
        }
    }
}
