package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.keyvault.ImportOptions;

/** Whether a key that is put into a vault may be a new version of one. */
public record NewVersionOption(Given given) {

    public static final Opt.Sure<Boolean> NEW_VERSION =
            Opt.flag(
                    "--new-version",
                    "make a new version, if the vault has a key of this name",
                    Not.LOOSENS);

    public static final Rows ROWS = Rows.of(NewVersionOption.class).and(NEW_VERSION);

    /** Returns how a key is imported, or made, under a profile. */
    public ImportOptions with(ProfileOption profile, AccessOptions access) {
        return ImportOptions.tenantKey()
                .withNewVersion(given.get(NEW_VERSION))
                .withProfile(profile.profile(), access.allowWeakKey());
    }
}
