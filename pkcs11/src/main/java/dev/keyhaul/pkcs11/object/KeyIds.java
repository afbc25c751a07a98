package dev.keyhaul.pkcs11.object;

import dev.keyhaul.core.key.KeyDescription;
import java.util.Arrays;
import java.util.HexFormat;

/** The CKA_ID that a key gets when no other is asked for. */
public final class KeyIds {
    private static final int BYTES = 20;

    private KeyIds() {}

    /**
     * SHA-1 of the modulus or of the point, by the custom of most tools; of an AES key, which has
     * neither, the first bytes of its fingerprint.
     */
    public static byte[] of(KeyDescription key) {
        if (key instanceof KeyDescription.Rsa pair) {
            return PairSignature.digest("SHA-1", RsaNumbers.unsigned(pair.rsa().getModulus()));
        } else if (key instanceof KeyDescription.Ec pair) {
            return PairSignature.digest("SHA-1", pair.pointOctets());
        }
        return Arrays.copyOf(HexFormat.of().parseHex(key.fingerprint().hex()), BYTES);
    }
}
