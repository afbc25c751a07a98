package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.SecretBytes;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * How PBES2 and PBMAC1 make a key of a password: PBKDF2 or scrypt, with a file's parameters.
 * Immutable.
 *
 * @since 0.1.0
 */
public sealed interface KeyDerivation permits Pbkdf2, Scrypt {
    /** The value of {@link #keyLengthBytes} when the file does not say it. */
    int UNSPECIFIED = -1;

    /**
     * Reads the AlgorithmIdentifier of RFC 8018 §A.2 or RFC 7914 §7, and charges its work.
     *
     * @throws RefusedException when it is another function, or asks for more than the budget has
     * @throws MalformedInputException when it is malformed
     */
    static KeyDerivation parse(byte[] algorithmIdentifier, WorkBudget budget)
            throws KeyTransferException {
        Arguments.notNull("algorithmIdentifier", algorithmIdentifier, "budget", budget);
        return Asn1Boundary.read(
                "a key derivation function",
                algorithmIdentifier,
                encoded -> of(AlgorithmIdentifier.getInstance(encoded), budget));
    }

    private static KeyDerivation of(AlgorithmIdentifier algorithm, WorkBudget budget)
            throws KeyTransferException {
        String oid = algorithm.getAlgorithm().getId();
        if (oid.equals(PKCSObjectIdentifiers.id_PBKDF2.getId())) {
            return Pbkdf2.parse(algorithm.getParameters(), budget);
        } else if (oid.equals(Scrypt.OID)) {
            return Scrypt.parse(ASN1Sequence.getInstance(algorithm.getParameters()), budget);
        }
        throw new RefusedException(
                Reason.PASSWORD_SCHEME,
                "unsupported key derivation function " + oid + "; PBKDF2 and scrypt are supported",
                "export the key again with one of them");
    }

    /**
     * Returns PBKDF2 with HMAC-SHA-256, for a file format that allows nothing else.
     *
     * @param iterations the format's cost, or the file's within the format's bounds
     * @param salt at least 16 random bytes (RFC 8018 §4.1), copied
     */
    static KeyDerivation pbkdf2(int iterations, byte[] salt) {
        Arguments.notNull("salt", salt);
        return Pbkdf2.of(iterations, salt.clone());
    }

    /** Returns the length that the file says the key has, or {@link #UNSPECIFIED}. */
    int keyLengthBytes();

    /** Whether one trial of a password costs so little that many can be tried. */
    boolean isCheap();

    /** Does the work: makes a key, which the caller closes. */
    SecretBytes derive(byte[] encodedPassword, int lengthBytes);

    /** Returns function and cost, for reports. */
    String description();
}
