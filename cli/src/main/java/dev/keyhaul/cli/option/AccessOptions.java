package dev.keyhaul.cli.option;

import dev.keyhaul.cli.secret.SecretSource;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What opens the key that a SOURCE names, wherever it is. */
public final class AccessOptions {
    /** For a key in a token. */
    @Mixin public TokenOptions token = new TokenOptions();

    /** For a key in a file. */
    @Mixin public PfxOptions file = new PfxOptions();

    /** Lets 1024 bits pass. */
    @Option(names = "--allow-weak-key", description = "allow RSA-1024, with a warning")
    public boolean allowWeakKey;

    /** Returns what opens a key in the same way, but for the PIN of its token. */
    public static AccessOptions of(ModuleOptions module, PfxOptions file, SecretSource pin) {
        AccessOptions options = new AccessOptions();
        options.token = TokenOptions.of(module, pin);
        options.file = file;
        return options;
    }
}
