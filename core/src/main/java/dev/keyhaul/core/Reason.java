package dev.keyhaul.core;

/**
 * Why something was refused, where a program that embeds the library has a next step of its own to
 * show: the command line names an option, which a library does not know.
 */
public enum Reason {
    /** The KEK is of a local vault, and the key was not said to be a rehearsal's. */
    REHEARSAL_KEK,
    /** A key transfer blob goes to a vault that the operator must name. */
    VAULT_MISSING
}
