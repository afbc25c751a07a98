package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.math.BigInteger;

/**
 * How much key derivation the parts of one file may ask for, in sum; counted before any of it is
 * done.
 *
 * <p>A file says how often a password is hashed, and a hostile one says a billion times. What a
 * file declares is charged when it is parsed. A password with several encodings makes at most two
 * tries of each part. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class WorkBudget {
    /** Iterations in sum; some 10 seconds. */
    public static final int MAX_ITERATIONS = 10_000_000;

    /** Memory of one scrypt, in bytes. */
    public static final int MAX_SCRYPT_BYTES = 256 * 1024 * 1024;

    private static final int SCRYPT_BLOCK_BYTES = 128;
    private static final BigInteger MAX_TABLE = BigInteger.valueOf(MAX_SCRYPT_BYTES);

    /** Of the p blocks that scrypt mixes one after the other; 1 KiB is usual. */
    private static final BigInteger MAX_LANES = BigInteger.valueOf(1024 * 1024);

    private long left = MAX_ITERATIONS;

    private WorkBudget() {}

    /** Returns the whole budget, for one file. */
    public static WorkBudget ofOneFile() {
        return new WorkBudget();
    }

    /**
     * Charges iterations of a hash.
     *
     * @return the iterations
     * @throws MalformedInputException when there is not one
     * @throws RefusedException when they are more than what is left
     */
    public int charge(BigInteger iterations) throws KeyTransferException {
        if (iterations.signum() <= 0) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    "key derivation has " + iterations + " iterations, but needs at least 1");
        }
        if (iterations.compareTo(BigInteger.valueOf(left)) > 0) {
            throw tooMuch(iterations + " iterations of key derivation");
        }
        left -= iterations.longValueExact();
        return iterations.intValueExact();
    }

    /**
     * Charges scrypt (RFC 7914): a block mix counts as an iteration.
     *
     * @throws RefusedException when it needs more memory than allowed, or more work than what is
     *     left
     */
    void chargeScrypt(BigInteger cost, BigInteger blockSize, BigInteger parallel)
            throws KeyTransferException {
        BigInteger blockBytes = blockSize.multiply(BigInteger.valueOf(SCRYPT_BLOCK_BYTES));
        BigInteger table = cost.multiply(blockBytes);
        BigInteger lanes = parallel.multiply(blockBytes);
        if (table.compareTo(MAX_TABLE) > 0 || lanes.compareTo(MAX_LANES) > 0) {
            throw tooMuch(table.add(lanes) + " bytes of memory for scrypt");
        }
        charge(cost.multiply(blockSize).multiply(parallel));
    }

    private static RefusedException tooMuch(String wanted) {
        return new RefusedException(
                Reason.PASSWORD_WORK,
                "the file asks for "
                        + wanted
                        + "; at most "
                        + MAX_ITERATIONS
                        + " iterations in total and "
                        + MAX_SCRYPT_BYTES
                        + " bytes of memory are spent on one file",
                "if the file is genuine, export it again with fewer iterations");
    }
}
