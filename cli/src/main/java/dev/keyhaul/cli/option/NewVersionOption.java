package dev.keyhaul.cli.option;

import dev.keyhaul.keyvault.ImportOptions;
import picocli.CommandLine.Option;

/** Whether a key that is put into a vault may be a new version of one. */
public final class NewVersionOption {
    @Option(
            names = "--new-version",
            description = "make a new version, if the vault has a key of this name")
    private boolean allowed;

    /** Returns how a key is imported, or made, under a profile. */
    public ImportOptions with(ProfileOption profile, AccessOptions access) {
        return ImportOptions.tenantKey()
                .withNewVersion(allowed)
                .withProfile(profile.profile, access.allowWeakKey);
    }
}
