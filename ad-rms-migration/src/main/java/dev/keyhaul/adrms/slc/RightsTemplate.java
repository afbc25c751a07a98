package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rights policy template ([MS-RMPR] §2.2.9.10).
 *
 * @param id its GUID; none when it could not be read
 * @param name its name, in the first language that it has one in
 */
public record RightsTemplate(Optional<UUID> id, String name) {
    private static final RightsTemplate NOT_READABLE =
            new RightsTemplate(Optional.empty(), "(not readable)");

    /** {@code LCID 1033:NAME Confidential:DESCRIPTION For …;LCID 1031:NAME …}. */
    private static final Pattern FIRST_NAME =
            Pattern.compile("^LCID\\s+\\d+\\s*:\\s*NAME\\s+([^:;]*)");

    /**
     * Reads a template's identity, and nothing of what it grants. One that cannot be read says so:
     * it is no reason to leave a key behind.
     */
    public static RightsTemplate read(String xrml) {
        try {
            return parse(xrml);
        } catch (MalformedInputException e) {
            return NOT_READABLE;
        }
    }

    private static RightsTemplate parse(String xrml) throws MalformedInputException {
        XmlElement object = SignedBody.parse(xrml).body().child("DESCRIPTOR").child("OBJECT");
        String names = object.valueOf("NAME");
        Matcher first = FIRST_NAME.matcher(names);
        return new RightsTemplate(
                Optional.of(Guid.parse(object.child("ID").value())),
                first.find() ? first.group(1).strip() : names);
    }
}
