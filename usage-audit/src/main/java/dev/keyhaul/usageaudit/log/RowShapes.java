package dev.keyhaul.usageaudit.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last shapes of a log's rows, the last used first: a log has a few, one for each operation of
 * each caller. Bounded whatever a log holds. Not thread-safe.
 */
final class RowShapes {
    /** More than the shapes of any log that was seen. */
    static final int MOST = 16;

    /** A row that has no known shape costs more than one that has saves. */
    private static final int MISS = 2;

    private static final int MOST_BALANCE = 64;
    private static final int PAUSE_ROWS = 4096;

    /** The values of the row that was found to have a known shape. */
    final RowShape.Values values = new RowShape.Values();

    private final @Nullable RowShape[] shapes;

    /** Rises with each row that had a known shape, and falls with each that had none. */
    private int balance = MOST_BALANCE;

    /** So many rows are to be read member by member before shapes are tried again. */
    private int paused;

    RowShapes(int most) {
        shapes = new RowShape[most];
    }

    /**
     * Reads the row that begins at {@code json.at}, and goes behind it, when its shape is known:
     * returns its origin then, and its other {@link #values} are there. Null, and nothing is moved,
     * when it is to be read member by member; so is what is not complete.
     */
    @Nullable VaultOrigin read(JsonBytes json) {
        if (paused > 0) {
            return null;
        }
        for (int i = 0; i < shapes.length; i++) {
            RowShape shape = shapes[i];
            if (shape == null) {
                return null;
            }
            if (shape.fits(json.bytes, json.at, json.end, values)) {
                toFront(i, shape);
                balance = Math.min(balance + 1, MOST_BALANCE);
                json.at = values.end;
                json.lines += shape.lines();
                return shape.origin(json.bytes, values);
            }
        }
        return null;
    }

    /**
     * Learns from a row that {@link #read} did not know and that has been read since.
     *
     * @param json stands behind the row
     * @param from where the row begins
     * @param lines how many newlines are in it
     */
    void learn(JsonBytes json, int from, long lines, RowSpans spans, VaultOrigin origin) {
        if (paused > 0) {
            paused--;
            return;
        }
        balance -= MISS;
        if (balance < 0) {
            // Each row of this log has a shape of its own.
            balance = MOST_BALANCE;
            paused = PAUSE_ROWS;
            return;
        }
        if (shapes.length > 0 && spans.isModel() && json.at - from <= RowShape.MAX_ROW_BYTES) {
            byte[] row = Arrays.copyOfRange(json.bytes, from, json.at);
            toFront(shapes.length - 1, new RowShape(row, spans.within(from), lines, origin));
        }
    }

    private void toFront(int i, RowShape shape) {
        System.arraycopy(shapes, 0, shapes, 1, i);
        shapes[0] = shape;
    }
}
