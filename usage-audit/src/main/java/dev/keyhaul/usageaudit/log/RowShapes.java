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

    /** The values of the row that was found to have a known shape. */
    final RowShape.Values values = new RowShape.Values();

    private final @Nullable RowShape[] shapes;

    RowShapes(int most) {
        shapes = new RowShape[most];
    }

    /**
     * Reads the row that begins at {@code json.at}, and goes behind it, when its shape is known:
     * returns its origin then, and its other {@link #values} are there. Null, and nothing is moved,
     * when it is to be read member by member; so is what is not complete.
     */
    @Nullable VaultOrigin read(JsonBytes json) {
        for (int i = 0; i < shapes.length; i++) {
            RowShape shape = shapes[i];
            if (shape == null) {
                return null;
            }
            if (shape.fits(json.bytes, json.at, json.end, values)) {
                toFront(i, shape);
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
