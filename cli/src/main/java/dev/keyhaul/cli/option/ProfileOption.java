package dev.keyhaul.cli.option;

import dev.keyhaul.core.key.KeyProfile;
import picocli.CommandLine.Option;

/** What the key is for. */
public final class ProfileOption {
    /** Which lengths are allowed. */
    @Option(
            names = "--profile",
            paramLabel = "tenant-key|key-vault",
            description = "which key lengths are allowed (default: tenant-key)")
    public KeyProfile profile = KeyProfile.TENANT_KEY;

    /** Whether the vault may purge a deleted key: a tenant key's must not. */
    public boolean allowsPurge() {
        return profile != KeyProfile.TENANT_KEY;
    }
}
