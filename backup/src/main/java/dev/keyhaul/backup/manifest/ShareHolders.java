package dev.keyhaul.backup.manifest;

import dev.keyhaul.core.key.WrapMethod;
import java.util.List;
import java.util.regex.Pattern;

/**
 * People of whom some together have the key that opens the copy.
 *
 * @param set names the set of shares, 32 hex digits
 * @param needed how many of them it takes, 2 or more
 * @param commitment SHA-256 that tells the right key from any other, 64 hex digits
 * @param holders each share's holder by index from 1: the subject of the certificate that it is
 *     sealed to, or {@code holder 1} and so on
 * @param shareSha256 SHA-256 of each share, which tells a forged one
 * @param sealing what a holder opens the share with
 */
public record ShareHolders(
        String set,
        int needed,
        String commitment,
        List<String> holders,
        List<String> shareSha256,
        Sealing sealing)
        implements Recipient {
    /** What a holder opens the share with; the same for all of a set. */
    public enum Sealing {
        /** The private key of a certificate. */
        CERTIFICATE,
        /** A passphrase of the holder's own. */
        PASSPHRASE
    }

    /** The most shares that there can be. */
    public static final int MAX_COUNT = 100;

    /** The most passphrases: each is tried on each share, at the price of a key derivation. */
    public static final int MAX_PASSPHRASES = 16;

    private static final Pattern SET = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Refuses numbers that do not fit, and what is no hex. */
    public ShareHolders {
        holders = List.copyOf(holders);
        shareSha256 = List.copyOf(shareSha256);
        int most = sealing == Sealing.PASSPHRASE ? MAX_PASSPHRASES : MAX_COUNT;
        if (needed < 2 || needed > holders.size() || holders.size() > most) {
            throw new IllegalArgumentException(
                    needed
                            + " of "
                            + holders.size()
                            + " shares; at least 2 must be needed, and at most "
                            + most
                            + " made");
        }
        if (shareSha256.size() != holders.size()
                || !SET.matcher(set).matches()
                || !SHA256.matcher(commitment).matches()
                || !shareSha256.stream().allMatch(hash -> SHA256.matcher(hash).matches())) {
            throw new IllegalArgumentException("set of shares is not described in full");
        }
    }

    /** Returns how many shares there are. */
    public int count() {
        return holders.size();
    }

    @Override
    public String identity() {
        return "shares:" + set;
    }

    @Override
    public boolean opens(WrapMethod method) {
        return method == WrapMethod.AES_GCM;
    }

    @Override
    public boolean outlivesAPerson() {
        return needed < count();
    }

    @Override
    public boolean isTestedWhenMade() {
        return true;
    }

    @Override
    public String describe() {
        return "any "
                + needed
                + " of "
                + count()
                + (sealing == Sealing.PASSPHRASE
                        ? " holders of passphrases"
                        : " holders of shares");
    }
}
