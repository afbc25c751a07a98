package dev.keyhaul.core.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Finds text in bytes of which no String may be made, or whose encoding is not known. */
public final class ByteSearch {
    private ByteSearch() {}

    /** Returns the first place of the text at {@code from} or later, or -1. */
    public static int indexOf(byte[] bytes, String ascii, int from) {
        byte[] wanted = ascii.getBytes(US_ASCII);
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (bytes[i] == wanted[0]
                    && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
