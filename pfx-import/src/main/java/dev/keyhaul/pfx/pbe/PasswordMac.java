package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/**
 * The MAC of a PKCS#12 file under its password: HMAC with the key derivation of PKCS#12 (RFC 7292
 * §B.4), or PBMAC1 (RFC 8018 §7.1, RFC 9579). Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PasswordMac {
    private static final int SALT_BYTES = 20;

    /** One of each 256 forgeries under a key of one byte passes (CVE-2026-34181). */
    private static final int MIN_KEY_BYTES = 20;

    private static final int MAX_KEY_BYTES = 64;
    private static final String BLAKE2B_512 = "1.3.6.1.4.1.1722.12.2.1.16";

    private final MacFunction function;
    private final byte[] expected;

    private PasswordMac(MacFunction function, byte[] expected) {
        this.function = function;
        this.expected = expected;
    }

    /**
     * Reads {@code MacData} (RFC 7292 §4) and charges its work; none of it is done yet.
     *
     * @throws RefusedException when the MAC is not known, or asks for more than the budget has
     * @throws MalformedInputException when it is malformed
     */
    public static PasswordMac parse(byte[] macData, WorkBudget budget) throws KeyTransferException {
        Arguments.notNull("macData", macData, "budget", budget);
        return Asn1Boundary.read(
                "the MAC of a PKCS#12 file",
                macData,
                encoded -> of(MacData.getInstance(encoded), budget));
    }

    private static PasswordMac of(MacData data, WorkBudget budget)
            throws KeyTransferException, IOException {
        AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
        MacFunction function =
                algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)
                        ? pbmac1(PBMAC1Params.getInstance(algorithm.getParameters()), budget)
                        : new Pkcs12Mac(
                                hash(algorithm.getAlgorithm().getId()),
                                data.getSalt(),
                                budget.charge(data.getIterationCount()));
        return new PasswordMac(function, data.getMac().getDigest());
    }

    /** RFC 9579 §4: the length of the key must be there; OpenSSL takes the same lengths. */
    private static Pbmac1 pbmac1(PBMAC1Params parameters, WorkBudget budget)
            throws KeyTransferException, IOException {
        KeyDerivation derivation =
                KeyDerivation.parse(parameters.getKeyDerivationFunc().getEncoded(), budget);
        if (derivation.keyLengthBytes() == KeyDerivation.UNSPECIFIED) {
            throw new MalformedInputException(Reason.KEY_FILE_FORM, "PBMAC1 has no key length");
        }
        requireLongKey(derivation.keyLengthBytes());
        String hmac = parameters.getMessageAuthScheme().getAlgorithm().getId();
        return new Pbmac1(derivation, HashAlgorithm.ofHmac(hmac).orElseThrow(() -> unknown(hmac)));
    }

    private static void requireLongKey(int bytes) throws RefusedException {
        if (bytes < MIN_KEY_BYTES || bytes > MAX_KEY_BYTES) {
            throw new RefusedException(
                    Reason.PFX_MAC_FORGEABLE,
                    "the file's MAC has a key of "
                            + bytes
                            + (bytes == 1 ? " byte" : " bytes")
                            + "; PBMAC1 needs "
                            + MIN_KEY_BYTES
                            + " to "
                            + MAX_KEY_BYTES,
                    "anyone can make such a file without the password: find out where it came from, and export the key again");
        }
    }

    private static HashAlgorithm hash(String oid) throws RefusedException {
        return HashAlgorithm.of(oid).orElseThrow(() -> unknown(oid));
    }

    private static RefusedException unknown(String oid) {
        return new RefusedException(
                Reason.PASSWORD_SCHEME,
                "the file's MAC is made with "
                        + (oid.equals(BLAKE2B_512) ? "BLAKE2b-512" : oid)
                        + ", which is not supported; SHA-1, SHA-2 and SHA-3 are",
                "export the key again with a MAC of SHA-256");
    }

    /** Whether the MAC of {@code content} is the file's, under any encoding. */
    public boolean verifies(byte[] content, PasswordEncodings password) {
        Arguments.notNull("content", content, "password", password);
        for (SecretBytes encoding : function.encodings(password)) {
            byte[] mac = encoding.withRawSecretBytes(bytes -> function.compute(content, bytes));
            if (MessageDigest.isEqual(mac, expected)) {
                return true;
            }
        }
        return false;
    }

    /** Returns function and cost, for reports. */
    public String description() {
        return function.description();
    }

    /**
     * Makes the MAC of a new file, at the cost of {@link PasswordProtection#ITERATIONS}: with SHA-1
     * for {@link PasswordProtection#LEGACY_3DES}, else with SHA-256. It is the older kind, since
     * most programs know no PBMAC1 yet.
     *
     * @return DER of {@code MacData}
     */
    public static byte[] create(
            byte[] content,
            Passphrase password,
            PasswordProtection protection,
            SecureRandom random) {
        Arguments.notNull("content", content, "password", password, "protection", protection);
        HashAlgorithm hash =
                protection == PasswordProtection.LEGACY_3DES
                        ? HashAlgorithm.SHA_1
                        : HashAlgorithm.SHA_256;
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Pkcs12Mac function = new Pkcs12Mac(hash, salt, PasswordProtection.ITERATIONS);
        try (PasswordEncodings encodings = PasswordEncodings.of(password)) {
            List<SecretBytes> encoded = function.encodings(encodings);
            byte[] mac =
                    encoded.get(0).withRawSecretBytes(bytes -> function.compute(content, bytes));
            AlgorithmIdentifier algorithm =
                    new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE);
            return new MacData(new DigestInfo(algorithm, mac), salt, PasswordProtection.ITERATIONS)
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException("a structure of ours encodes", e);
        }
    }
}
