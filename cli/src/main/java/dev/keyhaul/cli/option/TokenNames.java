package dev.keyhaul.cli.option;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.pkcs11.KeySelector;
import dev.keyhaul.pkcs11.TokenSelector;

/** Names of tokens and keys as an operator types them: wrong ones are the operator's mistake. */
public final class TokenNames {
    private TokenNames() {}

    /**
     * Returns the label of a new key.
     *
     * @throws MalformedIdentifierException if it is empty, too long or not one line of text
     */
    public static String newLabel(String option, String label) throws MalformedIdentifierException {
        String wrong = Arguments.wrongText(label, Arguments.MAX_NAME);
        if (wrong != null) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM, option + " " + wrong, "choose another name");
        }
        return label;
    }

    /**
     * Selects a token by its label.
     *
     * @throws MalformedIdentifierException if no token can have it
     */
    public static TokenSelector token(String label) throws MalformedIdentifierException {
        return TokenSelector.label(existing("the token's label", label));
    }

    /**
     * Selects a key by its label.
     *
     * @throws MalformedIdentifierException if no key can have it
     */
    public static KeySelector key(String label) throws MalformedIdentifierException {
        return KeySelector.label(existing("the key's label", label));
    }

    private static String existing(String what, String label) throws MalformedIdentifierException {
        if (label.isEmpty() || label.length() > Arguments.MAX_NAME) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    what
                            + " has "
                            + label.length()
                            + " characters; 1 to "
                            + Arguments.MAX_NAME
                            + " are allowed",
                    "keyhaul token list shows the labels");
        }
        return label;
    }
}
