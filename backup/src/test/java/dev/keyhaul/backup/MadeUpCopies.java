package dev.keyhaul.backup;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.PublicKeyEncoding;
import dev.keyhaul.core.key.WrapMethod;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.core.key.WrappedKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Copies of bytes that are no key, for tests of the store alone: made at once, without RSA. */
final class MadeUpCopies {
    private static final int BLOB_BYTES = 1488;

    private MadeUpCopies() {}

    /** A request whose wrapped key is {@code filling}, repeated. */
    static MasterCopyRequest request(byte filling) {
        byte[] blob = new byte[BLOB_BYTES];
        Arrays.fill(blob, filling);
        String identity = key().fingerprint().toString();
        Recipient.InToken recipient =
                new Recipient.InToken(
                        Recipient.InToken.Kind.RECOVERY_PAIR,
                        identity,
                        new Recipient.TokenIdentity("Recovery HSM", "Maker", "Model", "0002"),
                        "recovery",
                        "01");
        KeyOrigin origin = KeyOrigin.software("key.pfx");
        WrappedKey wrapped =
                WrappedKey.of(blob, WrapMethod.RSA_AES_SHA1, identity)
                        .strategy("none")
                        .proof(WrapProof.MADE_IN_SOFTWARE)
                        .build(key(), origin);
        return new MasterCopyRequest(
                List.of(new RecipientCopy(recipient, wrapped)), "probe@test", "test", false);
    }

    static KeyDescription key() {
        try {
            return KeyDescription.of(
                    PublicKeyEncoding.of(
                            BigInteger.ONE.shiftLeft(2047).add(BigInteger.valueOf(12345)),
                            BigInteger.valueOf(65537)));
        } catch (KeyTransferException e) {
            throw new AssertionError(e);
        }
    }
}
