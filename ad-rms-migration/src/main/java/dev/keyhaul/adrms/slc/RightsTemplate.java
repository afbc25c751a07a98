package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rights policy template ([MS-RMPR] §2.2.9.10).
 *
 * @param id its GUID; none when it could not be read
 * @param name its name, in the first language that it has one in
 * @param grantsAnyone whether it grants a right to ANYONE: to whoever has the content
 * @since 0.1.0
 */
public record RightsTemplate(Optional<UUID> id, String name, boolean grantsAnyone) {
    private static final RightsTemplate NOT_READABLE =
            new RightsTemplate(Optional.empty(), "(not readable)", false);

    private static final String ANYONE = "ANYONE";
    private static final List<String> PRINCIPALS =
            List.of(
                    "WORK",
                    "RIGHTSGROUP",
                    "RIGHTSLIST",
                    "RIGHT",
                    "CONDITIONLIST",
                    "ACCESS",
                    "PRINCIPAL",
                    "OBJECT");

    /** {@code LCID 1033:NAME Confidential:DESCRIPTION For …;LCID 1031:NAME …}. */
    private static final Pattern FIRST_NAME =
            Pattern.compile("^LCID\\s+\\d+\\s*:\\s*NAME\\s+([^:;]*)");

    public RightsTemplate {
        Arguments.notNull("id", id, "name", name);
    }

    /**
     * Reads a template's identity, and whether it grants a right to ANYONE. One that cannot be read
     * says so: it is no reason to leave a key behind.
     */
    public static RightsTemplate read(String xrml) {
        try {
            return parse(xrml);
        } catch (MalformedInputException e) {
            return NOT_READABLE;
        }
    }

    private static RightsTemplate parse(String xrml) throws MalformedInputException {
        XmlElement body = SignedBody.parse(xrml).body();
        XmlElement object = body.child("DESCRIPTOR").child("OBJECT");
        String names = object.valueOf("NAME");
        Matcher first = FIRST_NAME.matcher(names);
        return new RightsTemplate(
                Optional.of(Guid.parse(object.child("ID").value())),
                first.find() ? first.group(1).strip() : names,
                body.descend(PRINCIPALS).stream().anyMatch(RightsTemplate::isAnyone));
    }

    /** By its name or its ID: templates have it as the one and as the other. */
    private static boolean isAnyone(XmlElement principal) {
        return Stream.of("ID", "NAME")
                .flatMap(member -> principal.children(member).stream())
                .anyMatch(member -> member.value().equalsIgnoreCase(ANYONE));
    }
}
