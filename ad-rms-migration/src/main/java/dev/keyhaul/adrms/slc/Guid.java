package dev.keyhaul.adrms.slc;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * GUIDs as Windows writes them: with braces or without, in either case. Stateless: any thread may
 * use it.
 *
 * @since 0.1.0
 */
public final class Guid {
    /** The type that marks them in AD RMS's documents. */
    public static final String TYPE = "MS-GUID";

    private static final Pattern FORM =
            Pattern.compile("\\{?([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})}?");

    private Guid() {}

    /** Whether a text is a GUID. */
    public static boolean isOne(String text) {
        return FORM.matcher(text.strip()).matches();
    }

    /**
     * Reads a GUID.
     *
     * @throws MalformedInputException if it is not a GUID
     */
    public static UUID parse(String text) throws MalformedInputException {
        var matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MalformedInputException(
                    Reason.VALUE_FORM,
                    "not a GUID: " + text.strip(),
                    "give 32 hex digits in groups of 8-4-4-4-12");
        }
        return UUID.fromString(matcher.group(1));
    }
}
