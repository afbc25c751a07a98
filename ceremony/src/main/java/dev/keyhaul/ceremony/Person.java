package dev.keyhaul.ceremony;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;

/**
 * Somebody who takes part, as typed in: no account of a host says who sat there.
 *
 * @param role what for, such as {@code operator} or {@code witness}
 * @param name who; 1 to 200 characters each, no control characters
 * @since 0.1.0
 */
public record Person(String role, String name) {
    private static final int MAX_LENGTH = 200;

    public Person {
        Arguments.text("role", role, MAX_LENGTH);
        Arguments.text("name", name, MAX_LENGTH);
    }

    /**
     * Reads {@code ROLE=NAME}.
     *
     * @throws MalformedIdentifierException when either is missing, too long, or not one line
     */
    public static Person parse(String text) throws MalformedIdentifierException {
        int equals = text.indexOf('=');
        String role = equals < 0 ? "" : text.substring(0, equals).strip();
        String name = text.substring(equals + 1).strip();
        if (role.isEmpty()
                || name.isEmpty()
                || text.length() > MAX_LENGTH
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedIdentifierException(
                    Reason.VALUE_FORM,
                    "'" + text + "' is not ROLE=NAME",
                    "give a role and a name, such as 'operator=Ada Bell'");
        }
        return new Person(role, name);
    }

    /** Whether this person runs the commands, and so asks for their approval. */
    public boolean isOperator() {
        return role.equalsIgnoreCase("operator");
    }

    /** Returns role and name, for people. */
    @Override
    public String toString() {
        return role + ": " + name;
    }
}
