package dev.keyhaul.pkcs11.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyAttribute;
import dev.keyhaul.pkcs11.token.KeyInfo;
import dev.keyhaul.pkcs11.token.Token;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key of a token.
 *
 * @param label its label
 * @param id its CKA_ID in hex
 * @param class_ its object class
 * @param type its kind
 * @param bits its length; unknown if the token does not tell it
 * @param attributes the attributes that the token says are true
 * @param fingerprint its fingerprint: SHA-256 of its SubjectPublicKeyInfo; of an AES key, of what
 *     it encrypts; null if the token does not show it
 */
public record TokenKeyReport(
        String label,
        String id,
        String class_,
        String type,
        OptionalInt bits,
        List<String> attributes,
        @Nullable Fingerprint fingerprint)
        implements InlinePart {
    /** Returns that of a token's key. */
    public static TokenKeyReport of(KeyInfo key, Token home) throws KeyTransferException {
        int bits = key.lengthBits();
        return new TokenKeyReport(
                key.label(),
                key.idHex(),
                key.kind().uriName(),
                key.type(),
                // SoftHSM tells no length of a secret key that it unwrapped.
                bits == 0 ? OptionalInt.empty() : OptionalInt.of(bits),
                attributes(key),
                home.fingerprint(key).orElse(null));
    }

    /** Returns what a token did before a key that it got counts as imported. */
    public static String importProof(KeyInfo key) {
        if (key.isAes()) {
            return "length read back, and the token encrypts the text of the fingerprint to the same"
                    + " bytes";
        }
        return (key.isEc() ? "curve" : "modulus")
                + " read back, and a signature made in the token verified";
    }

    /** Returns the guards that the token does not enforce, in words; empty if there are none. */
    public static String openGuards(KeyInfo key) {
        return key.openGuards().isEmpty()
                ? ""
                : "not enforced: "
                        + key.openGuards().stream().sorted().collect(Collectors.joining(" "));
    }

    /** Returns the attributes that the token says are true. */
    public static List<String> attributes(KeyInfo key) {
        return key.attributes().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .map(KeyAttribute::name)
                .toList();
    }
}
