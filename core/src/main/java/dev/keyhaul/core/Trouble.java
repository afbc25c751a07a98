package dev.keyhaul.core;

/**
 * What the people at a ceremony do about a failure.
 *
 * @since 0.1.0
 */
public enum Trouble {
    /** Something is missing: a token, a network, a sign-in, a setting. Bring it, and try again. */
    NOT_READY,
    /** What was typed is wrong: look again, and type it again. */
    MISTYPED,
    /** Something is there that no record explains. It is never used. */
    UNEXPLAINED,
    /** A rule or a check contradicts what was to be done: repeating it helps nobody. */
    CONTRADICTED
}
