package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.io.CharArrayReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads XML with the JDK's own StAX parser: no document types, hence no entities of its own and
 * nothing read from elsewhere; no processing instructions, no comments, no element namespaces;
 * bounded in depth and number of elements and of namespace prefixes.
 */
public final class XmlReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** How an attribute begins that declares a prefix (Namespaces in XML 1.0 §3). */
    private static final String PREFIX = "xmlns:";

    /** A real file has some ten. */
    private static final int MAX_PREFIXES = 1000;

    private XmlReader() {}

    /**
     * Reads a document in UTF-8; what its declaration says of another encoding is passed over, as
     * .NET writes {@code utf-16} there when it serialises to a string.
     *
     * @param secrets names of elements whose text is not kept: it becomes {@code <redacted>}, or
     *     empty where there is none. The parser's own buffers, which cannot be wiped, have held it
     * @throws NotWellFormedException when it is no XML in UTF-8
     * @throws MalformedInputException when there is more in it than is allowed
     */
    public static XmlElement parse(byte[] utf8, Set<String> secrets)
            throws MalformedInputException {
        char[] chars = new char[utf8.length];
        try {
            CharBuffer decoded = CharBuffer.wrap(chars);
            CoderResult result =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8), decoded, true);
            if (result.isError()) {
                throw new NotWellFormedException("not XML in UTF-8");
            }
            int from = decoded.position() > 0 && chars[0] == BYTE_ORDER_MARK ? 1 : 0;
            int length = decoded.position() - from;
            requireFewPrefixes(CharBuffer.wrap(chars, from, length));
            return parse(new CharArrayReader(chars, from, length), secrets);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /**
     * Reads a document that has no secrets.
     *
     * @throws NotWellFormedException when it is no XML
     * @throws MalformedInputException when there is more in it than is allowed
     */
    public static XmlElement parse(String text) throws MalformedInputException {
        requireFewPrefixes(text);
        return parse(new StringReader(text), Set.of());
    }

    /**
     * The JDK looks for each prefix among all that are declared, and bounds their number nowhere
     * (its limit on attributes does not count them). So they are counted before it parses, in the
     * text too, where a declaration cannot hide.
     */
    private static void requireFewPrefixes(CharSequence text) throws MalformedInputException {
        int count = 0;
        int matched = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            matched = c == PREFIX.charAt(matched) ? matched + 1 : c == PREFIX.charAt(0) ? 1 : 0;
            if (matched == PREFIX.length()) {
                matched = 0;
                count++;
            }
        }
        if (count > MAX_PREFIXES) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "the XML declares "
                            + count
                            + " namespace prefixes; at most "
                            + MAX_PREFIXES
                            + " are allowed");
        }
    }

    /** The one boundary at which the parser's exceptions end. */
    private static XmlElement parse(Reader text, Set<String> secrets)
            throws MalformedInputException {
        try {
            XMLStreamReader reader = strictFactory().createXMLStreamReader(text);
            try {
                return new XmlTree(reader, secrets).read();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            // No cause: it quotes the text.
            throw new NotWellFormedException("not well-formed XML" + at(e));
        } catch (RuntimeException e) {
            throw new NotWellFormedException("not well-formed XML");
        }
    }

    /** The JDK's own, whatever parser an application has beside it. */
    private static XMLInputFactory strictFactory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setXMLResolver(
                (publicId, systemId, base, namespace) -> {
                    throw new XMLStreamException("nothing is read from elsewhere");
                });
        return factory;
    }

    private static String at(XMLStreamException e) {
        return e.getLocation() == null || e.getLocation().getLineNumber() < 1
                ? ""
                : " at line "
                        + e.getLocation().getLineNumber()
                        + ", column "
                        + e.getLocation().getColumnNumber();
    }
}
