package dev.keyhaul.ceremony.plan;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonForm.Name;
import dev.keyhaul.core.json.JsonForm.Sparse;

/**
 * Where the key goes.
 *
 * @param url the vault
 * @param name the key's name there
 * @param kek the name of the KEK, which the ceremony makes
 * @param isLocal whether it is a local vault, for a rehearsal
 * @param isNewVersion whether the key may be a new version of one that has its name
 * @since 0.1.0
 */
public record PlannedVault(
        String url,
        String name,
        String kek,
        @Name("local") boolean isLocal,
        @Name("new_version") @Sparse boolean isNewVersion) {
    /** How the vault protects what a plan imports: no plan has another way. */
    public static final String PROTECTION = "hsm";

    /**
     * Refuses what no vault has: an import would find it when the key is made already. Refuses to
     * call a vault local that is not, too: a rehearsal needs fewer people.
     */
    public PlannedVault {
        try {
            KeyIdentifier.requireName(name);
            KeyIdentifier.requireName(kek);
        } catch (KeyTransferException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + e.hint().map(hint -> ": " + hint).orElse(""), e);
        }
        if (name.equalsIgnoreCase(kek)) {
            throw new IllegalArgumentException("the KEK cannot have the key's name, " + name);
        }
        if (isLocal && !isRehearsal(url)) {
            throw new IllegalArgumentException(url + " is not the URL of a local vault");
        }
    }

    /** Takes one in which no other key may have the name. */
    public PlannedVault(String url, String name, String kek, boolean isLocal) {
        this(url, name, kek, isLocal, false);
    }

    /** The whole URL is read where it is used. */
    private static boolean isRehearsal(String url) {
        return url.endsWith("." + VaultHost.REHEARSAL_SUFFIX)
                || url.endsWith("." + VaultHost.REHEARSAL_HSM_SUFFIX);
    }

    /** Returns where the key goes, in words. */
    public String words() {
        return url + ", key '" + name + "'" + (isNewVersion ? ", may be a new version" : "");
    }

    /** Whether it is a Managed HSM, and not a vault. */
    public boolean isManagedHsm() {
        return url.contains(".managedhsm.");
    }
}
