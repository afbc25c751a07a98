package dev.keyhaul.adrms.xml;

import static dev.keyhaul.core.file.ByteSearch.indexOf;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.Arrays;

/**
 * Where the only element of a name stands in a document's bytes, which were parsed before and are
 * well-formed XML in UTF-8 without comments: for signatures over the bytes themselves, and to
 * change one element and nothing else.
 *
 * @param from its first byte
 * @param contentFrom the first byte after its start tag
 * @param contentTo the first byte of its end tag; with an empty-element tag, the same as {@code to}
 * @param to the first byte after it
 */
public record ElementSpan(int from, int contentFrom, int contentTo, int to) {

    /**
     * Finds the element.
     *
     * @throws MalformedInputException if the element is missing, or what looks like a second one,
     *     even in a CDATA section
     */
    public static ElementSpan find(byte[] document, String name) throws MalformedInputException {
        int from = tag(document, "<" + name, 0);
        if (from < 0 || tag(document, "<" + name, from + 1) >= 0) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    (from < 0 ? "no element " : "more than one element ") + name);
        }
        int tagEnd = tagEnd(document, from);
        if (document[tagEnd - 1] == '/') {
            return new ElementSpan(from, tagEnd + 1, tagEnd + 1, tagEnd + 1);
        }
        int endTag = tag(document, "</" + name, tagEnd);
        if (endTag < 0) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "element " + name + " has no end");
        }
        return new ElementSpan(from, tagEnd + 1, endTag, tagEnd(document, endTag) + 1);
    }

    /** Returns the element's bytes, tags and all. */
    public byte[] cut(byte[] document) {
        return Arrays.copyOfRange(document, from, to);
    }

    /** Returns the document without the element. */
    public byte[] remove(byte[] document) {
        return splice(document, from, new byte[0], to);
    }

    /** Returns the document with other content in the element, which has an end tag. */
    public byte[] replaceContent(byte[] document, byte[] content) {
        return splice(document, contentFrom, content, contentTo);
    }

    private static byte[] splice(byte[] document, int from, byte[] content, int to) {
        byte[] result = new byte[from + content.length + document.length - to];
        System.arraycopy(document, 0, result, 0, from);
        System.arraycopy(content, 0, result, from, content.length);
        System.arraycopy(document, to, result, from + content.length, document.length - to);
        return result;
    }

    /** A tag of this very name, not of one that begins so. */
    private static int tag(byte[] document, String tag, int from) {
        int at = indexOf(document, tag, from);
        while (at >= 0 && !endsName(document, at + tag.length())) {
            at = indexOf(document, tag, at + 1);
        }
        return at;
    }

    private static boolean endsName(byte[] document, int at) {
        return at < document.length && " \t\r\n/>".indexOf(document[at]) >= 0;
    }

    /** The {@code >} of a tag; one inside of a quoted attribute does not count. */
    private static int tagEnd(byte[] document, int from) throws MalformedInputException {
        byte quote = 0;
        for (int i = from; i < document.length; i++) {
            byte b = document[i];
            if (quote != 0) {
                quote = b == quote ? 0 : quote;
            } else if (b == '"' || b == '\'') {
                quote = b;
            } else if (b == '>') {
                return i;
            }
        }
        throw new MalformedInputException(Reason.DOMAIN_MALFORMED, "a tag is not closed");
    }
}
