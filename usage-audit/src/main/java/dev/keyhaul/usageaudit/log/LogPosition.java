package dev.keyhaul.usageaudit.log;

/**
 * A file's number and a row's in one number, which orders rows as the files do. A row's number is
 * its line where each line holds one, which a wrapper in a single line does not. Stateless: any
 * thread may use it.
 *
 * @since 0.1.0
 */
public final class LogPosition {
    private static final int ROW_BITS = 40;

    private LogPosition() {}

    /**
     * Returns the position of {@code row}, from 1, in the file with number {@code file}, from 0.
     */
    public static long of(int file, long row) {
        return ((long) file << ROW_BITS) | row;
    }

    /** Returns the file's number. */
    public static int file(long position) {
        return (int) (position >>> ROW_BITS);
    }

    /** Returns the row's number. */
    public static long row(long position) {
        return position & ((1L << ROW_BITS) - 1);
    }
}
