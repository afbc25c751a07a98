package dev.keyhaul.adrms.xml;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One element of a document that was read whole.
 *
 * @param name its name; elements in namespaces are refused when they are read
 * @param attributes by name; those of XML Schema's instances begin with {@code xsi:}, others in
 *     namespaces are left out
 * @param text its own text, without that of its children, as it stands
 * @param children in order
 */
public record XmlElement(
        String name, Map<String, String> attributes, String text, List<XmlElement> children) {

    /** Copies the lists. */
    public XmlElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /**
     * Returns the only child of a name.
     *
     * @throws MalformedInputException if the element is missing or occurs twice
     */
    public XmlElement child(String childName) throws MalformedInputException {
        return optionalChild(childName)
                .orElseThrow(
                        () ->
                                new MalformedInputException(
                                        Reason.DOMAIN_MALFORMED,
                                        "element " + name + " has no " + childName));
    }

    /**
     * Returns the only child of a name, where there is one.
     *
     * @throws MalformedInputException when there is a second one
     */
    public Optional<XmlElement> optionalChild(String childName) throws MalformedInputException {
        List<XmlElement> found = children(childName);
        if (found.size() > 1) {
            throw new MalformedInputException(
                    Reason.DOMAIN_MALFORMED,
                    "element "
                            + name
                            + " has "
                            + found.size()
                            + " elements "
                            + childName
                            + "; one is allowed");
        }
        return found.stream().findFirst();
    }

    /** Returns all children of a name. */
    public List<XmlElement> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    /** Returns all elements at the end of a path of names, in order. */
    public List<XmlElement> descend(List<String> path) {
        List<XmlElement> found = List.of(this);
        for (String step : path) {
            found = found.stream().flatMap(e -> e.children(step).stream()).toList();
        }
        return found;
    }

    /** Returns an attribute's value; empty when it is absent. */
    public String attribute(String attributeName) {
        return attributes.getOrDefault(attributeName, "");
    }

    /** Returns the text without white space around it; empty when the element is nil. */
    public String value() {
        return isNil() ? "" : text.strip();
    }

    /** Returns the value of the only child of a name; empty if there is no such child. */
    public String valueOf(String childName) throws MalformedInputException {
        return optionalChild(childName).map(XmlElement::value).orElse("");
    }

    /** Whether XML Schema's {@code nil} says that there is no value. */
    boolean isNil() {
        return List.of("true", "1").contains(attribute("xsi:nil"));
    }
}
