package dev.keyhaul.pfx.blob;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;

/** Reads a container from front to back; no length is believed before it is compared. */
final class BlobCursor {
    private final byte[] bytes;
    private final String what;
    private int at;

    /** Starts at an offset that is in the array; {@code what} names the container in errors. */
    BlobCursor(byte[] bytes, int at, String what) {
        this.bytes = bytes;
        this.at = at;
        this.what = what;
    }

    /** An unsigned 32-bit number, little-endian. */
    long dword() throws MalformedInputException {
        require(4);
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        at += 4;
        return value;
    }

    /** A length or count that is at most {@code max}. */
    int length(String name, int max) throws MalformedInputException {
        long value = dword();
        if (value > max) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    what + ": " + name + " is " + value + "; at most " + max + " is allowed");
        }
        return (int) value;
    }

    /** Bytes as they are, in a copy that the caller wipes. */
    byte[] bytes(int count) throws MalformedInputException {
        require(count);
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    /** A little-endian number as big-endian bytes, in a copy that the caller wipes. */
    byte[] reversed(int count) throws MalformedInputException {
        byte[] number = bytes(count);
        for (int low = 0, high = count - 1; low < high; low++, high--) {
            byte swapped = number[low];
            number[low] = number[high];
            number[high] = swapped;
        }
        return number;
    }

    /** Refuses a container whose length is not what its header says. */
    void requireRest(long count) throws MalformedInputException {
        if (bytes.length - at != count) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    what
                            + " is "
                            + bytes.length
                            + " bytes long; its header states "
                            + (at + count));
        }
    }

    private void require(int count) throws MalformedInputException {
        if (bytes.length - at < count) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM,
                    what
                            + " ends at byte "
                            + bytes.length
                            + "; byte "
                            + (at + count)
                            + " is missing");
        }
    }
}
