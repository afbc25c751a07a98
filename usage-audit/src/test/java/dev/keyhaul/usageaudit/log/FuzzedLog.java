package dev.keyhaul.usageaudit.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;

/**
 * What holds of either log, whatever its bytes are, plain or gzipped: they are rows and bad lines,
 * no more of them than the file can hold; and the next file, which is intact, is read as ever.
 */
record FuzzedLog(Opening opening, Supplier<?> next, BadLines badLines) {
    /** A reader's {@code open}. */
    interface Opening {
        void open(InputStream in, int number, String name) throws IOException;
    }

    /** Reads the bytes, then a file of one row. */
    void read(byte[] file, byte[] intact) {
        long before = badLines.count();
        long rows = isOpened(file) ? rows() : 0;
        long most = file.length * GzipBounds.MAX_RATIO + GzipBounds.FREE_BYTES;
        Assertions.assertTrue(rows + badLines.count() - before <= most);

        long bad = badLines.count();
        Assertions.assertTrue(isOpened(intact));
        Assertions.assertEquals(1, rows());
        Assertions.assertEquals(bad, badLines.count());
    }

    private boolean isOpened(byte[] file) {
        try {
            opening.open(new ByteArrayInputStream(file), 1, "log");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private long rows() {
        long rows = 0;
        while (next.get() != null) {
            rows++;
        }
        return rows;
    }
}
