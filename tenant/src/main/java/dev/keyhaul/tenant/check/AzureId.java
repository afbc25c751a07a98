package dev.keyhaul.tenant.check;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.util.regex.Pattern;

/**
 * IDs of Entra and Azure: they get into the commands that a report offers, so nothing else does.
 */
final class AzureId {
    private static final Pattern FORM =
            Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    private AzureId() {}

    static boolean is(String text) {
        return FORM.matcher(text).matches();
    }

    static String member(JsonObject object, String name) throws MalformedInputException {
        String text = object.string(name);
        if (!is(text)) {
            throw new MalformedInputException(
                    Reason.AZ_FILE, "member " + name + " is not a GUID: " + text);
        }
        return text;
    }
}
