package dev.keyhaul.core.der;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The elements right inside a DER SEQUENCE, by their places: enough to tell key files apart without
 * a library, which would leave copies behind that nobody can wipe.
 */
public final class DerSequence {
    private static final int INTEGER = 0x02;
    private static final byte SEQUENCE = 0x30;
    private static final int MAX_ELEMENTS = 16;
    private static final int MAX_PADDING_BYTES = 7;

    private final byte[] der;
    private final List<Element> elements;

    private record Element(int tag, int from, int to) {}

    private DerSequence(byte[] der, List<Element> elements) {
        this.der = der;
        this.elements = elements;
    }

    /**
     * Returns a SEQUENCE without the up to 7 zero bytes that some tokens (SoftHSM 2.6.1) pad a key
     * with before they wrap it. Anything else is returned unchanged. The result is always a copy,
     * which the caller wipes.
     */
    public static byte[] withoutPadding(byte[] der) {
        return withoutZeros(der, MAX_PADDING_BYTES);
    }

    /**
     * Returns a SEQUENCE without the zero bytes after it; anything else unchanged. The result is
     * always a copy, which the caller wipes.
     *
     * @param most how many zero bytes there may be
     */
    public static byte[] withoutZeros(byte[] der, int most) {
        int end = end(der);
        if (end < 0 || der.length - end > most) {
            return der.clone();
        }
        for (int i = end; i < der.length; i++) {
            if (der[i] != 0) {
                return der.clone();
            }
        }
        return Arrays.copyOf(der, end);
    }

    /**
     * Whether the array is one SEQUENCE with nothing after it. The JDK's key factories up to 17
     * ignore what follows a key, and later ones refuse it.
     */
    public static boolean isWhole(byte[] der) {
        return end(der) == der.length;
    }

    /**
     * Returns how many bytes follow the SEQUENCE; 0 if the array does not begin with a whole one.
     */
    public static int bytesAfter(byte[] der) {
        int end = end(der);
        return end < 0 ? 0 : der.length - end;
    }

    /** Returns the end of the SEQUENCE, or -1 if the array does not begin with one. */
    private static int end(byte[] der) {
        return der.length == 0 || der[0] != SEQUENCE
                ? -1
                : element(der, 0, der.length).map(Element::to).orElse(-1);
    }

    /** Looks into {@code der}, which it refers to; none when it is no SEQUENCE, whole and alone. */
    public static Optional<DerSequence> of(byte[] der) {
        if (der.length == 0 || der[0] != SEQUENCE) {
            return Optional.empty();
        }
        Optional<Element> outer = element(der, 0, der.length);
        if (outer.isEmpty() || outer.get().to != der.length) {
            return Optional.empty();
        }
        List<Element> elements = new ArrayList<>();
        for (int at = outer.get().from; at < der.length; ) {
            Optional<Element> next = element(der, at, der.length);
            if (next.isEmpty() || elements.size() == MAX_ELEMENTS) {
                return Optional.empty();
            }
            elements.add(next.get());
            at = next.get().to;
        }
        return Optional.of(new DerSequence(der, elements));
    }

    /** Whether the first elements have these tags. */
    public boolean beginsWith(int... tags) {
        if (elements.size() < tags.length) {
            return false;
        }
        for (int i = 0; i < tags.length; i++) {
            if (elements.get(i).tag != tags[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many elements there are. */
    public int size() {
        return elements.size();
    }

    /** Returns an element's tag, of one octet. */
    int tag(int index) {
        return elements.get(index).tag;
    }

    /** Returns a copy of an element's content, which the caller wipes. */
    public byte[] content(int index) {
        Element element = elements.get(index);
        return Arrays.copyOfRange(der, element.from, element.to);
    }

    /** Returns an INTEGER; none when it is something else, or not in its shortest form. */
    public Optional<BigInteger> number(int index) {
        Element element = elements.get(index);
        int length = element.to - element.from;
        if (element.tag != INTEGER || length == 0) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(der, element.from, length);
        boolean shortest = number.bitLength() / Byte.SIZE + 1 == length;
        return shortest ? Optional.of(number) : Optional.empty();
    }

    /** Returns a copy of an element with its tag and length. */
    public byte[] whole(int index) {
        int from = index == 0 ? headerLength() : elements.get(index - 1).to;
        return Arrays.copyOfRange(der, from, elements.get(index).to);
    }

    private int headerLength() {
        return der[1] >= 0 ? 2 : 2 + (der[1] & 0x7F);
    }

    /** A tag of one octet and a definite length of up to 3 octets (X.690 §8.1.2, §8.1.3). */
    private static Optional<Element> element(byte[] der, int at, int limit) {
        if (limit - at < 2) {
            return Optional.empty();
        }
        int octets = der[at + 1] >= 0 ? 0 : der[at + 1] & 0x7F;
        int from = at + 2 + octets;
        if (octets > 3 || (der[at + 1] & 0xFF) == 0x80 || from > limit) {
            return Optional.empty();
        }
        int length = octets == 0 ? der[at + 1] : 0;
        for (int i = at + 2; i < from; i++) {
            length = (length << 8) | (der[i] & 0xFF);
        }
        return length > limit - from
                ? Optional.empty()
                : Optional.of(new Element(der[at] & 0xFF, from, from + length));
    }
}
