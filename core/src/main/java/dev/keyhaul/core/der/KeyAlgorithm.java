package dev.keyhaul.core.der;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** What an {@code AlgorithmIdentifier} says about a key (RFC 5280 §4.1.1.2), for messages. */
public final class KeyAlgorithm {
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int BIT_STRING = 0x03;
    private static final int SEQUENCE = 0x30;

    /** What it is called if it is an RSA key for any use. */
    public static final String RSA = "an RSA key";

    /** By the content octets of the object identifier, in hex. */
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("2a864886f70d010101", RSA),
                    Map.entry("2a864886f70d01010a", "an RSA key for RSASSA-PSS only"),
                    Map.entry("2a864886f70d010107", "an RSA key for RSAES-OAEP only"),
                    Map.entry("2a8648ce3d0201", "an EC key"),
                    Map.entry("2a8648ce380401", "a DSA key"),
                    Map.entry("2a864886f70d010301", "a Diffie-Hellman key"),
                    Map.entry("2a8648ce3e0201", "a Diffie-Hellman key"),
                    Map.entry("2b656e", "an X25519 key"),
                    Map.entry("2b656f", "an X448 key"),
                    Map.entry("2b6570", "an Ed25519 key"),
                    Map.entry("2b6571", "an Ed448 key"));

    /** NIST's algorithms: ML-KEM is 2.16.840.1.101.3.4.4.N, ML-DSA and SLH-DSA …3.N. */
    private static final String NIST = "60864801650304";

    private static final Map<String, String> ML =
            Map.of(
                    "0401", "an ML-KEM-512 key",
                    "0402", "an ML-KEM-768 key",
                    "0403", "an ML-KEM-1024 key",
                    "0311", "an ML-DSA-44 key",
                    "0312", "an ML-DSA-65 key",
                    "0313", "an ML-DSA-87 key");

    private KeyAlgorithm() {}

    /**
     * Returns what key an AlgorithmIdentifier names, such as {@code an Ed25519 key}.
     *
     * @param algorithmIdentifier its DER
     */
    static String name(byte[] algorithmIdentifier) {
        String oid =
                DerSequence.of(algorithmIdentifier)
                        .filter(parts -> parts.beginsWith(OBJECT_IDENTIFIER))
                        .map(parts -> HexFormat.of().formatHex(parts.content(0)))
                        .orElse("");
        String other =
                oid.startsWith(NIST + "03") && oid.length() == NIST.length() + 4
                        ? "an SLH-DSA key"
                        : "of an unknown kind";
        return NAMES.getOrDefault(
                oid,
                oid.startsWith(NIST)
                        ? ML.getOrDefault(oid.substring(NIST.length()), other)
                        : other);
    }

    /** Returns what key a SubjectPublicKeyInfo holds (RFC 5280 §4.1); none if it is not one. */
    public static Optional<String> ofSubjectPublicKeyInfo(byte[] der) {
        return DerSequence.of(der)
                .filter(info -> info.size() == 2 && info.beginsWith(SEQUENCE, BIT_STRING))
                .map(info -> name(info.whole(0)));
    }
}
