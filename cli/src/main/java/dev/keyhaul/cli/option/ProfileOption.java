package dev.keyhaul.cli.option;

import dev.keyhaul.cli.console.Version;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KeyExchangeKey;
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

    /** Returns what wraps keys under the KEK by these rules. */
    public BlobWrapper.Builder wrapper(
            KeyExchangeKey kek, AccessOptions access, boolean rehearsal) {
        return BlobWrapper.under(kek)
                .profile(profile)
                .allowWeakKeys(access.allowWeakKey)
                .rehearsal(rehearsal)
                .generator(Version.generator());
    }
}
