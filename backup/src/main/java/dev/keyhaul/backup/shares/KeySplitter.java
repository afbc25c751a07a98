package dev.keyhaul.backup.shares;

import dev.keyhaul.backup.manifest.Recipient;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Algorithm;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/**
 * Splits a 32-byte key by Shamir's scheme, byte by byte over GF(2^8) with the polynomial of AES,
 * and puts it together again. Fewer shares than needed tell nothing of the key.
 *
 * <p>The splitting is Bouncy Castle's {@code resplit}: its {@code splitAround} would hand the key
 * itself out as share 1.
 */
public final class KeySplitter {
    private static final byte[] TAG = "keyhaul shares v1".getBytes(StandardCharsets.US_ASCII);
    private static final int SET_BYTES = 16;

    private KeySplitter() {}

    /**
     * Splits a key into shares, which the caller closes.
     *
     * @param key 32 random bytes
     * @param needed how many shares bring it back, 2 or more
     * @param count how many there are, at most {@link Recipient.Shares#MAX_COUNT}
     */
    public static List<Share> split(SecretBytes key, int needed, int count, SecureRandom random) {
        if (key.lengthBytes() != Share.VALUE_BYTES) {
            throw new IllegalArgumentException("a key of 32 bytes is split");
        }
        byte[] set = new byte[SET_BYTES];
        random.nextBytes(set);
        byte[] commitment = commitment(set, key);
        ShamirSecretSplitter splitter =
                ShamirSecretSplitter.getInstance(Algorithm.AES, Share.VALUE_BYTES, random);
        ShamirSplitSecretShare[] split =
                key.withRawSecretBytes(
                        bytes -> splitter.resplit(bytes, needed, count).getSecretShares());
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SecretBytes value = SecretBytes.moveFrom(encoded(split[i]));
            shares.add(new Share(set, i + 1, needed, count, commitment, value));
        }
        return shares;
    }

    /**
     * SHA-256 of {@code keyhaul shares v1}, the set's id and the key: it tells the key from any
     * other, and does not tell the key, which has 256 random bits.
     */
    static byte[] commitment(byte[] set, SecretBytes key) {
        MessageDigest digest = Sha256.begin();
        digest.update(TAG);
        digest.update(set);
        return key.withRawSecretBytes(digest::digest);
    }

    private static byte[] encoded(ShamirSplitSecretShare share) {
        try {
            return share.getEncoded();
        } catch (IOException e) {
            throw new AssertionError("nothing is read or written", e);
        }
    }

    /**
     * Puts the key together, which the caller closes.
     *
     * @throws CheckFailedException when the shares are too few, two are the same, one is of another
     *     set or forged, or the key is not the one that was split
     */
    public static SecretBytes combine(List<Share> shares, Recipient.Shares set)
            throws CheckFailedException {
        for (Share share : shares) {
            requireOf(set, share);
        }
        Set<Integer> indices = new HashSet<>();
        for (Share share : shares) {
            if (!indices.add(share.index())) {
                throw new CheckFailedException(
                        Reason.SHARE_UNFIT,
                        "share " + share.index() + " is given twice",
                        "give another share");
            }
        }
        if (shares.size() < set.needed()) {
            throw new CheckFailedException(
                    Reason.SHARES_TOO_FEW,
                    "shares: " + set.needed() + " needed, " + shares.size() + " given",
                    "ask more holders for their shares");
        }
        SecretBytes key = combined(shares.subList(0, set.needed()));
        byte[] setId = HexFormat.of().parseHex(set.set());
        byte[] expected = HexFormat.of().parseHex(set.commitment());
        if (!MessageDigest.isEqual(commitment(setId, key), expected)) {
            key.close();
            throw new CheckFailedException(
                    Reason.SHARE_UNFIT,
                    "the shares do not reconstruct the key that was split",
                    "use other shares");
        }
        return key;
    }

    private static void requireOf(Recipient.Shares set, Share share) throws CheckFailedException {
        if (!share.set().equals(set.set())) {
            throw new CheckFailedException(
                    Reason.SHARE_UNFIT,
                    "share " + share.index() + " belongs to the set " + share.set(),
                    "this copy needs shares of the set " + set.set());
        }
        int index = share.index();
        if (index < 1
                || index > set.count()
                || !share.sha256().equals(set.shareSha256().get(index - 1))) {
            throw new CheckFailedException(
                    Reason.SHARE_UNFIT,
                    "share " + index + " is not the share that was handed out",
                    "ask its holder; use another holder's share in the meantime");
        }
    }

    private static SecretBytes combined(List<Share> shares) {
        List<byte[]> values = new ArrayList<>();
        try {
            ShamirSplitSecretShare[] parts = new ShamirSplitSecretShare[shares.size()];
            for (int i = 0; i < parts.length; i++) {
                byte[] value = shares.get(i).value().withRawSecretBytes(byte[]::clone);
                values.add(value);
                parts[i] = new ShamirSplitSecretShare(value, shares.get(i).index());
            }
            return SecretBytes.moveFrom(
                    ShamirSplitSecret.getInstance(Algorithm.AES, parts).getSecret());
        } catch (IOException e) {
            throw new AssertionError("nothing is read or written", e);
        } finally {
            values.forEach(value -> Arrays.fill(value, (byte) 0));
        }
    }
}
