package dev.keyhaul.core.byok;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.RsaAesWrappingKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.core.key.WrappingKey;
import dev.keyhaul.core.keywrap.OtherTarget;
import dev.keyhaul.core.keywrap.RsaAesKeyWrap;
import dev.keyhaul.core.keywrap.TargetLength;
import java.util.List;
import java.util.Map;

/**
 * A key that another tool wrapped under one KEK: its bytes, and what they are said to hold. It can
 * be wrapped under that KEK alone, which hands out these bytes, not proven. Immutable.
 */
final class WrappedElsewhere implements TransferableKey {
    private static final List<String> NOT_PROVEN =
            List.of(
                    "not proven: that these bytes hold the key of this fingerprint",
                    "not proven: that they were wrapped under this KEK, with OAEP of SHA-1",
                    "compare the key in the vault with its public half, and have it sign, before it is"
                            + " used");

    private final byte[] ciphertext;
    private final RsaAesWrappingKey kek;
    private final KeyDescription description;
    private final String tool;

    private WrappedElsewhere(
            byte[] ciphertext, RsaAesWrappingKey kek, KeyDescription description, String tool) {
        this.ciphertext = ciphertext.clone();
        this.kek = kek;
        this.description = description;
        this.tool = tool;
    }

    /**
     * Takes the bytes where their length is one that the key has under the KEK.
     *
     * @throws CheckFailedException when it has not
     */
    static WrappedElsewhere of(
            byte[] ciphertext, RsaAesWrappingKey kek, KeyDescription description, String tool)
            throws CheckFailedException {
        int oaepBytes = RsaAesKeyWrap.oaepLengthBytes(kek.publicKey());
        int kwpBytes = ciphertext.length - oaepBytes;
        if (kwpBytes % 8 != 0 || !isLengthOf(description, kwpBytes)) {
            throw new CheckFailedException(
                    Reason.WRAPPED_LENGTH,
                    "the wrapped key has "
                            + ciphertext.length
                            + " bytes, but "
                            + description.name()
                            + (description instanceof KeyDescription.Aes ? "" : " in PKCS#8")
                            + " wrapped under a KEK of "
                            + oaepBytes * 8
                            + " bits has a different length",
                    "give the raw RSA-AES bytes (RSA-OAEP, then AES-KWP) of this key under this KEK, not their base64 and not a blob");
        }
        return new WrappedElsewhere(ciphertext, kek, description, tool);
    }

    private static boolean isLengthOf(KeyDescription key, int kwpBytes) {
        if (key instanceof KeyDescription.Rsa) {
            return TargetLength.ofKwp(kwpBytes)
                    .equals(new TargetLength(TargetLength.Form.PKCS8, key.lengthBits()));
        }
        return OtherTarget.ofKwp(kwpBytes).stream()
                .anyMatch(target -> target.isTaken() && target.label().equals(key.name()));
    }

    @Override
    public KeyDescription description() {
        return description;
    }

    @Override
    public KeyOrigin origin() {
        return new KeyOrigin(
                KeyOrigin.Protection.UNKNOWN, "wrapped by " + tool, "wrapped by " + tool, Map.of());
    }

    /**
     * Hands out the bytes.
     *
     * @throws RefusedException for another KEK than the one that they were wrapped under
     */
    @Override
    public WrappedKey wrapUnder(WrappingKey wrappingKey) throws RefusedException {
        if (!kek.equals(wrappingKey)) {
            throw new RefusedException(
                    Reason.WRAP_UNSUITABLE,
                    "the key was wrapped under " + kek.identity() + ", by " + tool,
                    "the wrapped bytes can only become a blob for that KEK");
        }
        return WrappedKey.of(ciphertext, kek.method(), kek.identity())
                .strategy("RSA-AES key wrap by " + tool)
                .proof(WrapProof.NOT_PROVEN)
                .notes(NOT_PROVEN)
                .build(description, origin());
    }

    /** Holds nothing that is secret or open. */
    @Override
    public void close() {
        // Nothing to give back.
    }
}
