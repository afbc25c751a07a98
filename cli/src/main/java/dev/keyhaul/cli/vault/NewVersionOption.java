package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ProfileOption;
import dev.keyhaul.keyvault.ImportOptions;
import picocli.CommandLine.Option;

/** Whether a key that is to be made in a vault may be a new version of one. */
final class NewVersionOption {
    @Option(
            names = "--force",
            description = "make a new version, if the vault has a key of this name")
    boolean allowed;

    ImportOptions with(ProfileOption profile, AccessOptions access) {
        return ImportOptions.tenantKey()
                .withNewVersion(allowed)
                .withProfile(profile.profile, access.allowWeakKey);
    }
}
