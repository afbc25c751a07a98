package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Version;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.KeyProfile;

/** What the key is for. */
public record ProfileOption(Given given) {

    public static final Opt.Sure<KeyProfile> PROFILE =
            Opt.of(
                            "--profile tenant-key|key-vault",
                            Kind.words(KeyProfile.class, "profile"),
                            "which key lengths are allowed (default: tenant-key)",
                            Not.LOOSENS)
                    .orElse(KeyProfile.TENANT_KEY);

    public static final Rows ROWS = Rows.of(ProfileOption.class).and(PROFILE);

    /** Returns what wraps keys under the KEK by these rules. */
    public BlobWrapper.Builder wrapper(
            KeyExchangeKey kek, AccessOptions access, boolean rehearsal) {
        return BlobWrapper.under(kek)
                .profile(given.get(PROFILE))
                .allowWeakKeys(access.allowWeakKey())
                .rehearsal(rehearsal)
                .generator(Version.generator());
    }

    /** Which lengths are allowed. */
    public KeyProfile profile() {
        return given.get(PROFILE);
    }
}
