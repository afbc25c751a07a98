package dev.keyhaul.pfx.pbe;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;

/**
 * Walks the tags and lengths of BER (X.690 §8.1) without recursion: one element, all lengths within
 * their parents, at most 32 levels and 200,000 elements.
 *
 * <p>A PFX file needs 12 levels. Bouncy Castle recurses once a level of an indefinite length, and
 * allocates some 30 bytes for an element of 2.
 */
final class BerFrame {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 200_000;
    private static final int INDEFINITE = -1;
    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1F;

    private final String what;
    private final byte[] ber;

    /** Where each open element ends, or {@link #INDEFINITE}, and where it must have ended. */
    private final int[] ends = new int[MAX_DEPTH];

    private final int[] limits = new int[MAX_DEPTH];
    private int depth;
    private int at;

    private BerFrame(String what, byte[] ber) {
        this.what = what;
        this.ber = ber;
    }

    static void require(String what, byte[] ber) throws MalformedInputException {
        BerFrame frame = new BerFrame(what, ber);
        int elements = 0;
        do {
            if (++elements > MAX_ELEMENTS) {
                throw frame.malformed("more than " + MAX_ELEMENTS + " elements");
            }
            frame.readElement();
            frame.leaveFinished();
        } while (frame.depth > 0);
        if (frame.at != ber.length) {
            throw frame.malformed("there are bytes after its end");
        }
    }

    private void readElement() throws MalformedInputException {
        int tag = next();
        if ((tag & LONG_TAG) == LONG_TAG) {
            skipLongTag();
        }
        boolean constructed = (tag & CONSTRUCTED) != 0;
        int length = readLength();
        if (tag == 0 && length == 0) {
            leaveIndefinite();
        } else if (constructed) {
            enter(length);
        } else if (length == INDEFINITE) {
            throw malformed("a primitive element of indefinite length");
        } else {
            at += length;
        }
    }

    private void skipLongTag() throws MalformedInputException {
        int octets = 0;
        while ((next() & 0x80) != 0) {
            if (++octets > 3) {
                throw malformed("an invalid tag number");
            }
        }
    }

    private int readLength() throws MalformedInputException {
        int first = next();
        if (first == 0x80) {
            return INDEFINITE;
        }
        long length = first;
        if (first > 0x80) {
            int octets = first & 0x7F;
            if (octets > 4) {
                throw malformed("a length of " + octets + " octets");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | next();
            }
        }
        if (length > limit() - at) {
            throw malformed("it is cut off, or a length is greater than what follows");
        }
        return (int) length;
    }

    private void enter(int length) throws MalformedInputException {
        if (depth == MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " levels");
        }
        int limit = limit();
        ends[depth] = length == INDEFINITE ? INDEFINITE : at + length;
        limits[depth] = length == INDEFINITE ? limit : at + length;
        depth++;
    }

    private void leaveIndefinite() throws MalformedInputException {
        if (depth == 0 || ends[depth - 1] != INDEFINITE) {
            throw malformed("an end-of-contents marker without a beginning");
        }
        depth--;
    }

    private void leaveFinished() {
        while (depth > 0 && ends[depth - 1] == at) {
            depth--;
        }
    }

    private int limit() {
        return depth == 0 ? ber.length : limits[depth - 1];
    }

    private int next() throws MalformedInputException {
        if (at >= limit()) {
            throw malformed("it is cut off");
        }
        return ber[at++] & 0xFF;
    }

    private MalformedInputException malformed(String why) {
        return new MalformedInputException(
                Reason.KEY_FILE_FORM, "not " + what + ": " + why + " (at byte " + at + ")");
    }
}
