package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;

/**
 * Decryption under a password, as the AlgorithmIdentifier of a file says. Immutable.
 *
 * @since 0.1.0
 */
public abstract sealed class PasswordCipher permits Pbes2, Pkcs12Pbe {
    static final int LEAST_ITERATIONS = 10_000;

    PasswordCipher() {}

    /**
     * Reads the AlgorithmIdentifier and charges its work; none of it is done yet.
     *
     * @throws RefusedException when the scheme is not known, or asks for more than the budget has
     * @throws MalformedInputException when it is malformed
     */
    public static PasswordCipher parse(byte[] algorithmIdentifier, WorkBudget budget)
            throws KeyTransferException {
        Arguments.notNull("algorithmIdentifier", algorithmIdentifier, "budget", budget);
        return Asn1Boundary.read(
                "an encryption algorithm",
                algorithmIdentifier,
                encoded -> of(AlgorithmIdentifier.getInstance(encoded), budget));
    }

    private static PasswordCipher of(AlgorithmIdentifier algorithm, WorkBudget budget)
            throws KeyTransferException, IOException {
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            return Pbes2.parse(PBES2Parameters.getInstance(algorithm.getParameters()), budget);
        }
        return Pkcs12Pbe.parse(algorithm, budget);
    }

    /**
     * What makes something of the clear bytes, and so judges them. Called by the calling thread,
     * before the method returns.
     *
     * @param <T> what it makes
     */
    @FunctionalInterface
    public interface ClearReader<T> {
        /** Reads the bytes, which are zeroed afterwards; malformed means wrongly decrypted. */
        T read(byte[] clear) throws KeyTransferException;
    }

    /**
     * Decrypts with each encoding of the password until {@code reader} can read the result. A wrong
     * password passes the padding one time in 256, so padding alone never decides.
     *
     * @throws WrongSecretException when none fits: the password is wrong, or the bytes are damaged,
     *     and nothing tells which
     * @throws KeyTransferException what {@code reader} throws otherwise
     */
    public <T> T decrypt(byte[] ciphertext, PasswordEncodings password, ClearReader<T> reader)
            throws KeyTransferException {
        Arguments.notNull("ciphertext", ciphertext, "reader", reader);
        for (SecretBytes encoding : encodings(password)) {
            try (SecretBytes clear =
                    encoding.withRawSecretBytes(bytes -> run(false, ciphertext, bytes))) {
                return clear.withRawSecretBytes(reader::read);
            } catch (InvalidCipherTextException | MalformedInputException e) {
                // The next encoding, or the one message.
            }
        }
        throw wrong();
    }

    /** Encrypts with the first encoding, which is the one that standards name. */
    SecretBytes encrypt(byte[] clear, PasswordEncodings password) {
        try {
            return encodings(password).get(0).withRawSecretBytes(bytes -> run(true, clear, bytes));
        } catch (InvalidCipherTextException e) {
            throw new AssertionError("encryption pads by itself", e);
        }
    }

    /** Returns the error that every failure to open something with a password ends in. */
    public static WrongSecretException wrong() {
        return new WrongSecretException(
                Reason.PASSWORD_WRONG,
                "the password is wrong, or the file is damaged",
                "try the password again; the two cannot be distinguished");
    }

    /** Returns scheme and cost, for reports. */
    public abstract String description();

    /**
     * Whether the key is cheap to guess for a thief of the file, since it has 40 bits or one trial
     * of a password costs fewer than 10,000 iterations.
     */
    public abstract boolean isWeak();

    abstract List<SecretBytes> encodings(PasswordEncodings password);

    abstract SecretBytes run(boolean encrypt, byte[] input, byte[] encodedPassword)
            throws InvalidCipherTextException;
}
