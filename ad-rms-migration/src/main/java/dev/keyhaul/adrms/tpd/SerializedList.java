package dev.keyhaul.adrms.tpd;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;

/** An {@code ArrayList} as .NET's {@code XmlSerializer} writes it. */
final class SerializedList {
    static final String ROOT = "ArrayOfAnyType";
    private static final String ITEM = "anyType";

    private SerializedList() {}

    /** Returns the one item, which is of the given type. */
    static XmlElement onlyItem(XmlElement root, String type) throws MalformedInputException {
        if (!root.name().equals(ROOT)) {
            throw notOne("its root is " + root.name() + ", not " + ROOT);
        }
        if (root.children().size() != 1) {
            throw notOne("it has " + root.children().size() + " items; one is allowed");
        }
        XmlElement item = root.child(ITEM);
        if (!item.attribute("xsi:type").equals(type)) {
            throw notOne("its item is of type '" + item.attribute("xsi:type") + "', not " + type);
        }
        return item;
    }

    private static MalformedInputException notOne(String why) {
        return new MalformedInputException(
                Reason.DOMAIN_MALFORMED,
                "not a trusted publishing domain: " + why,
                "export it in AD RMS's console under Trust Policies, Trusted Publishing Domains");
    }
}
