package dev.keyhaul.ceremony;

import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.key.Fingerprint;
import java.util.Optional;

/**
 * A key that a command worked with.
 *
 * @param role what it is here: {@link #TARGET}, {@link #KEK} and others
 * @param identity its fingerprint; an AES key's check value ({@code kcv:…})
 * @param where where it lives, for people: a token and label, or a key identifier
 * @param detail more about it, for people: its attributes, or what authenticates it; may be empty
 * @param extractable whether its token says that it can be taken out; empty if it says nothing
 * @since 0.1.0
 */
public record KeyFact(
        String role, String identity, String where, String detail, Optional<Boolean> extractable) {
    /** The key that the ceremony is about. */
    public static final String TARGET = "target key";

    /** The key exchange key of a vault. */
    public static final String KEK = "KEK";

    /** A key that opens master copies. */
    public static final String RECIPIENT = "recipient";

    /** The key that signs records and copies. */
    public static final String EVIDENCE = "evidence key";

    /** The key of another person, who approved commands with it. */
    public static final String APPROVER = "approver's key";

    public KeyFact {
        Arguments.existing("role", role, Arguments.MAX_NAME);
        Arguments.notNull("identity", identity, "where", where, "detail", detail);
        Arguments.notNull("extractable", extractable);
    }

    /** Tells of a key that no token told of. */
    public KeyFact(String role, String identity, String where, String detail) {
        this(role, identity, where, detail, Optional.empty());
    }

    /** Names a key by its fingerprint. */
    public static KeyFact of(String role, Fingerprint key, String where, String detail) {
        Arguments.notNull("role", role, "where", where, "detail", detail);
        return new KeyFact(role, key.toString(), where, detail);
    }
}
