package dev.keyhaul.cli.option;

import picocli.CommandLine.Option;

/** Lets the password of a master copy be one that can be guessed. */
public final class WeakPasswordOption {
    /** Whether the password may have fewer than 12 characters. */
    @Option(
            names = "--allow-weak-password",
            description =
                    "allow a password of fewer than 12 characters for a master copy; the manifest records this")
    public boolean allowed;
}
