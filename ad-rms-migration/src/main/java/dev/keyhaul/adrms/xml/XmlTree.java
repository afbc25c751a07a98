package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Makes a tree of one document's events. */
final class XmlTree {
    static final String REDACTED = "<redacted>";

    private static final int MAX_DEPTH = 64;
    private static final int MAX_ELEMENTS = 100_000;

    private final XMLStreamReader reader;
    private final Set<String> secrets;
    private int elements;

    XmlTree(XMLStreamReader reader, Set<String> secrets) {
        this.reader = reader;
        this.secrets = secrets;
    }

    XmlElement read() throws XMLStreamException, MalformedInputException {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            requirePlain(reader.getEventType());
        }
        XmlElement root = element(1);
        while (reader.hasNext()) {
            requirePlain(reader.next());
        }
        return root;
    }

    private XmlElement element(int depth) throws XMLStreamException, MalformedInputException {
        requireAllowed(depth);
        String name = reader.getLocalName();
        Map<String, String> attributes = attributes();
        boolean secret = secrets.contains(name);
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        for (int event = reader.next();
                event != XMLStreamConstants.END_ELEMENT;
                event = reader.next()) {
            requirePlain(event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                requireLeaf(name, secret);
                children.add(element(depth + 1));
            } else if (!secret) {
                append(text);
            } else if (text.isEmpty() && hasText()) {
                text.append(REDACTED);
            }
        }
        return new XmlElement(name, attributes, text.toString(), children);
    }

    private void append(StringBuilder text) {
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
    }

    private boolean hasText() {
        char[] chars = reader.getTextCharacters();
        for (int i = 0; i < reader.getTextLength(); i++) {
            if (!Character.isWhitespace(chars[reader.getTextStart() + i])) {
                return true;
            }
        }
        return false;
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            String name = reader.getAttributeLocalName(i);
            if (namespace == null || namespace.isEmpty()) {
                attributes.put(name, reader.getAttributeValue(i));
            } else if (namespace.equals(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI)) {
                attributes.put("xsi:" + name, reader.getAttributeValue(i));
            }
        }
        return attributes;
    }

    private void requireAllowed(int depth) throws MalformedInputException {
        String namespace = reader.getNamespaceURI();
        if (namespace != null && !namespace.isEmpty()) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "element " + reader.getLocalName() + " is in a namespace; none is allowed");
        }
        if (depth > MAX_DEPTH) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "XML nested deeper than " + MAX_DEPTH + " levels");
        }
        elements++;
        if (elements > MAX_ELEMENTS) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "XML of more than " + MAX_ELEMENTS + " elements");
        }
    }

    private static void requireLeaf(String name, boolean secret) throws MalformedInputException {
        if (secret) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "element " + name + " contains elements instead of text");
        }
    }

    /** Elements and text alone: whatever else XML has, AD RMS does not write. */
    private static void requirePlain(int event) throws MalformedInputException {
        String refused =
                switch (event) {
                    case XMLStreamConstants.DTD -> "a document type";
                    case XMLStreamConstants.ENTITY_REFERENCE -> "an entity of its own";
                    case XMLStreamConstants.PROCESSING_INSTRUCTION -> "a processing instruction";
                    case XMLStreamConstants.COMMENT -> "a comment";
                    default -> "";
                };
        if (!refused.isEmpty()) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED, "XML with " + refused + ", which AD RMS never writes");
        }
    }
}
