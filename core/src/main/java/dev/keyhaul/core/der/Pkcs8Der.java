package dev.keyhaul.core.der;

import dev.keyhaul.core.MalformedInputException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** {@code PrivateKeyInfo} of PKCS#8 (RFC 5208 §5, RFC 5958 §2), brought to its plain form. */
public final class Pkcs8Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
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
                        .orElseThrow(() -> new MalformedInputException(NOT_RSA));
        String algorithm = algorithm(info);
        if (!algorithm.equals("RSA")) {
            throw new MalformedInputException("the key is " + algorithm + "; an RSA key is needed");
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

    /** Returns RSA, or what else it is, for messages. */
    private static String algorithm(DerSequence info) {
        Optional<DerSequence> algorithm =
                DerSequence.of(info.whole(1)).filter(parts -> parts.beginsWith(OBJECT_IDENTIFIER));
        String oid = algorithm.map(parts -> HexFormat.of().formatHex(parts.content(0))).orElse("");
        return switch (oid) {
            case "2a864886f70d010101" -> "RSA";
            case "2a864886f70d01010a" -> "for RSASSA-PSS only";
            case "2a8648ce3d0201" -> "an EC key";
            case "2a8648ce380401" -> "a DSA key";
            default -> "of an unknown kind";
        };
    }

    /** RFC 8017 §A.1.2: version 1 has more than two primes. */
    private static void requireTwoPrimes(byte[] pkcs1) throws MalformedInputException {
        Optional<DerSequence> parts = DerSequence.of(pkcs1);
        if (parts.isEmpty() || !parts.get().beginsWith(INTEGER, INTEGER)) {
            throw new MalformedInputException(NOT_RSA);
        }
        if (parts.get().size() > 9) {
            throw new MalformedInputException(
                    "the RSA key has more than two primes; Key Vault and tokens take two");
        }
    }
}
