package dev.keyhaul.tenant.runbook;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import java.util.Locale;

/**
 * What differs between one tenant's runbook and another's.
 *
 * @since 0.1.0
 */
public enum RunbookValue {
    /** The Entra tenant of Azure Information Protection. */
    TENANT_ID,
    /** The subscription, by name or ID. */
    SUBSCRIPTION,
    /** The vault's resource group. */
    RESOURCE_GROUP,
    /** The vault's location. */
    LOCATION,
    /** The vault's name; part of its URL. */
    VAULT_NAME,
    /** The vault's URL. */
    VAULT_URL,
    /** The tenant key's name. */
    KEY_NAME,
    /** The KEK's name. */
    KEK_NAME,
    /** Where the key is now. */
    KEY_SOURCE,
    /** The file of the token's PIN; empty when it is asked for. */
    PIN_FILE,
    /** The file of the input file's password; empty when it is asked for. */
    PASSWORD_FILE,
    /** The tenant's licensing URL; empty when it is not known. */
    REGION_URL,
    /** The storage account that keeps the log of uses; empty when none is kept. */
    LOG_STORAGE,
    /** Who may come through the vault's firewall, with commas between; empty when it stays open. */
    ALLOWED_IPS,
    /** The vault of the second geography; empty if there is none. */
    SECOND_VAULT_URL,
    /** The key that the tenant used before, with its version; empty when it is not known. */
    OLD_KEY_URL;

    /** Returns the name in messages, such as {@code resource group}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Refuses what no quoting makes safe: a line break ends a comment or a statement, and a hyphen
     * in front makes an option of a name.
     *
     * @throws MalformedIdentifierException when {@code text} has either
     */
    String require(String text) throws MalformedIdentifierException {
        if (text.codePoints().anyMatch(RunbookValue::breaksALine)) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "the " + label() + " contains a control character or a line break",
                    "give it as one line of text");
        }
        if (text.startsWith("-")) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "the " + label() + " begins with a hyphen: " + text,
                    "a command would treat it as an option; for a file, write ./ before it");
        }
        return text;
    }

    private static boolean breaksALine(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isISOControl(codePoint)
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT;
    }
}
