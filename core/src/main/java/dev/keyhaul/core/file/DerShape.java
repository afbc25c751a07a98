package dev.keyhaul.core.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells kinds of files by the tags of the elements in their outer SEQUENCE. */
final class DerShape {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int CONTEXT_0 = 0xa0;
    private static final int INDEFINITE = 0x80;

    /** More are not needed to tell. */
    private static final int MAX_ELEMENTS = 10;

    /** .NET writes eight zero bytes after a PFX. */
    private static final int MAX_ZERO_BYTES = 16;

    private final byte[] der;

    private DerShape(byte[] der) {
        this.der = der;
    }

    /** Returns what DER that fills the file is. */
    static Optional<FileKind> of(byte[] content) {
        DerShape shape = new DerShape(content);
        Element outer = shape.element(0, content.length);
        if (outer == null) {
            return shape.indefinite();
        }
        return shape.isEnd(outer.to) ? shape.kind(outer) : Optional.empty();
    }

    private record Element(int tag, int from, int to) {}

    private Optional<FileKind> kind(Element outer) {
        List<Element> elements = elements(outer);
        List<Integer> tags = elements.stream().map(Element::tag).toList();
        if (begins(tags, INTEGER, SEQUENCE, OCTET_STRING)
                || begins(tags, INTEGER, OCTET_STRING)
                || begins(tags, INTEGER, INTEGER, INTEGER, INTEGER)) {
            return Optional.of(FileKind.PRIVATE_KEY);
        } else if (tags.equals(List.of(SEQUENCE, OCTET_STRING))) {
            return Optional.of(FileKind.ENCRYPTED_PRIVATE_KEY);
        } else if (tags.equals(List.of(SEQUENCE, BIT_STRING))
                || tags.equals(List.of(INTEGER, INTEGER))) {
            return Optional.of(FileKind.PUBLIC_KEY);
        } else if (tags.equals(List.of(SEQUENCE, SEQUENCE, BIT_STRING))) {
            return Optional.of(certificate(elements.get(0)));
        } else if (begins(tags, INTEGER, SEQUENCE)) {
            return Optional.of(FileKind.PFX);
        }
        return begins(tags, OBJECT_IDENTIFIER, CONTEXT_0)
                ? Optional.of(FileKind.CMS)
                : Optional.empty();
    }

    /** A request has its version, a name, a public key and attributes (RFC 2986 §4.1). */
    private FileKind certificate(Element signed) {
        List<Integer> tags = elements(signed).stream().map(Element::tag).toList();
        return tags.equals(List.of(INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0))
                ? FileKind.CERTIFICATE_REQUEST
                : FileKind.CERTIFICATE;
    }

    private static boolean begins(List<Integer> tags, Integer... first) {
        return tags.size() >= first.length && tags.subList(0, first.length).equals(List.of(first));
    }

    private List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (int at = parent.from; at < parent.to && elements.size() < MAX_ELEMENTS; ) {
            Element next = element(at, parent.to);
            if (next == null) {
                return List.of();
            }
            elements.add(next);
            at = next.to;
        }
        return elements;
    }

    /** Returns the element that begins there, or null if it has no definite length that fits. */
    private @Nullable Element element(int at, int end) {
        if (end - at < 2) {
            return null;
        }
        int first = der[at + 1] & 0xff;
        int from = at + 2;
        long length = first;
        if (first > INDEFINITE) {
            int count = first - INDEFINITE;
            if (count > 4 || end - from < count) {
                return null;
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (der[from++] & 0xff);
            }
        }
        return first == INDEFINITE || length > end - from
                ? null
                : new Element(der[at] & 0xff, from, (int) (from + length));
    }

    /** BER with indefinite lengths, which some exporters and Bouncy Castle's streams write. */
    private Optional<FileKind> indefinite() {
        if (isIndefinitePfx()) {
            return Optional.of(FileKind.PFX);
        }
        boolean cms =
                der.length > 5 && (der[1] & 0xff) == INDEFINITE && der[2] == OBJECT_IDENTIFIER;
        return cms ? Optional.of(FileKind.CMS) : Optional.empty();
    }

    /** Version 3 follows. */
    private boolean isIndefinitePfx() {
        return der.length > 5
                && (der[1] & 0xff) == INDEFINITE
                && der[2] == INTEGER
                && der[3] == 1
                && der[4] == 3;
    }

    private boolean isEnd(int at) {
        for (int i = at; i < der.length; i++) {
            if (der[i] != 0) {
                return false;
            }
        }
        return der.length - at <= MAX_ZERO_BYTES;
    }
}
