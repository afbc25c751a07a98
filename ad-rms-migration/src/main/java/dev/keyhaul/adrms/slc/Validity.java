package dev.keyhaul.adrms.slc;

import dev.keyhaul.adrms.xml.XmlElement;
import dev.keyhaul.core.MalformedInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a certificate is valid: the RANGETIME of the rights that it grants, as genuine certificates
 * have it. Of several, what lies within all of them counts.
 *
 * @param from as the certificate has it, in UTC
 * @param until as the certificate has it, in UTC
 */
record Validity(Optional<String> from, Optional<String> until) {
    private static final List<String> PATH =
            List.of(
                    "WORK",
                    "RIGHTSGROUP",
                    "RIGHTSLIST",
                    "RIGHT",
                    "CONDITIONLIST",
                    "TIME",
                    "RANGETIME");

    static Validity of(XmlElement body) throws MalformedInputException {
        Validity validity = new Validity(Optional.empty(), Optional.empty());
        for (XmlElement range : body.descend(PATH)) {
            validity = validity.within(range.valueOf("FROM"), range.valueOf("UNTIL"));
        }
        return validity;
    }

    /** Times of one form, {@code 2002-12-05T01:07}, are in the order of their texts. */
    private Validity within(String otherFrom, String otherUntil) {
        return new Validity(
                present(otherFrom, from).max(String::compareTo),
                present(otherUntil, until).min(String::compareTo));
    }

    private static Stream<String> present(String text, Optional<String> known) {
        return Stream.concat(known.stream(), Stream.of(text)).filter(found -> !found.isEmpty());
    }
}
