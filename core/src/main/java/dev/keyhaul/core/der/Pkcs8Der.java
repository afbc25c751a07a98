package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;
import java.util.Optional;

/** {@code PrivateKeyInfo} of PKCS#8 (RFC 5208 §5, RFC 5958 §2), brought to its plain form. */
public final class Pkcs8Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final String NOT_RSA = "not an RSA private key with two primes in PKCS#8 form";

    private Pkcs8Der() {}

    /**
     * Returns an RSA key without what may follow it: attributes (Windows adds the key's usage) and
     * the public key of version 2. Tokens and Key Vault take the plain form. The caller wipes both.
     *
     * @throws MalformedInputException when it is a key of another kind, or none
     */
    public static byte[] plainRsa(byte[] pkcs8) throws MalformedInputException {
        DerSequence info =
                DerSequence.of(pkcs8)
                        .filter(parts -> parts.beginsWith(INTEGER, SEQUENCE, OCTET_STRING))
                        .orElseThrow(
                                () -> new MalformedInputException(Reason.KEY_FILE_FORM, NOT_RSA));
        String algorithm = KeyAlgorithm.name(info.whole(1));
        if (!algorithm.equals(KeyAlgorithm.RSA)) {
            throw new MalformedInputException(
                    Reason.KEY_KIND, "the key is " + algorithm + "; RSA and EC keys are accepted");
        }
        byte[] pkcs1 = info.content(2);
        try {
            Pkcs1Der.requireBounded(pkcs1);
            requireTwoPrimes(pkcs1);
            return Pkcs1Der.toPkcs8(pkcs1);
        } finally {
            Arrays.fill(pkcs1, (byte) 0);
        }
    }

    /** RFC 8017 §A.1.2: version 1 has more than two primes. */
    private static void requireTwoPrimes(byte[] pkcs1) throws MalformedInputException {
        Optional<DerSequence> parts = DerSequence.of(pkcs1);
        if (parts.isEmpty() || !parts.get().beginsWith(INTEGER, INTEGER)) {
            throw new MalformedInputException(Reason.KEY_FILE_FORM, NOT_RSA);
        }
        if (parts.get().size() > 9) {
            throw new MalformedInputException(
                    Reason.KEY_KIND,
                    "the RSA key has more than two primes; Key Vault and tokens accept two");
        }
    }
}
