package dev.keyhaul.core.report;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.json.JsonDetails;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.core.key.TransferableKey;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a key, wherever it is.
 *
 * @param publicExponent the RSA public exponent
 * @param fingerprint its fingerprint: SHA-256 of its SubjectPublicKeyInfo; of an AES key, of what
 *     it encrypts
 * @param location where it is
 * @param protection what protects it
 * @param maker who made its home
 * @param origin facts about its home: the token, its module, and the key's PKCS#11 attributes
 * @param profiles what each profile says of it
 */
public record KeyReport(
        Kind kind,
        Optional<BigInteger> publicExponent,
        Fingerprint fingerprint,
        String location,
        String protection,
        String maker,
        Map<String, ?> origin,
        Map<String, String> profiles)
        implements InlinePart {
    /**
     * A key's kind and length.
     *
     * @param modulusBits the length of the RSA modulus
     * @param curve the curve of an EC key
     * @param aesBits the length of an AES key
     */
    public record Kind(
            Optional<Integer> modulusBits, Optional<String> curve, Optional<Integer> aesBits)
            implements InlinePart {
        /** Returns that of a key. */
        public static Kind of(KeyDescription key) {
            Optional<Integer> bits = Optional.of(key.lengthBits());
            if (key instanceof KeyDescription.Ec ec) {
                return new Kind(
                        Optional.empty(), Optional.of(ec.curve().jwkName()), Optional.empty());
            } else if (key instanceof KeyDescription.Aes) {
                return new Kind(Optional.empty(), Optional.empty(), bits);
            }
            return new Kind(bits, Optional.empty(), Optional.empty());
        }
    }

    /** Returns that of a key. */
    public static KeyReport of(TransferableKey key) {
        KeyDescription description = key.description();
        KeyOrigin origin = key.origin();
        Map<String, String> profiles = new LinkedHashMap<>();
        for (KeyProfile profile : KeyProfile.values()) {
            profiles.put(profile.optionName(), verdict(profile, description));
        }
        return new KeyReport(
                Kind.of(description),
                description instanceof KeyDescription.Rsa rsa
                        ? Optional.of(rsa.rsa().getPublicExponent())
                        : Optional.empty(),
                description.fingerprint(),
                origin.location(),
                origin.protection().label(),
                origin.maker(),
                JsonDetails.values(origin.details()),
                profiles);
    }

    private static String verdict(KeyProfile profile, KeyDescription key) {
        try {
            profile.check(key, false);
            return "allowed";
        } catch (RefusedException e) {
            return "refused: " + e.getMessage();
        }
    }
}
