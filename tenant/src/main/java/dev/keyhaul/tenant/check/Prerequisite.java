package dev.keyhaul.tenant.check;

import java.util.Locale;

/**
 * What Azure Rights Management needs of a subscription, a vault and a key; names are stable.
 *
 * @since 0.1.0
 */
public enum Prerequisite {
    /** A Premium vault or a Managed HSM. */
    TIER,
    /** A deleted vault or key can be recovered. */
    SOFT_DELETE,
    /** A deleted vault or key cannot be purged. */
    PURGE_PROTECTION,
    /** Trusted Microsoft services get through the vault's network rules. */
    NETWORK_BYPASS,
    /** No other service uses up the vault's limits. */
    DEDICATED_VAULT,
    /** The vault is near the tenant's licensing. */
    REGION,
    /** The subscription is enabled. */
    SUBSCRIPTION_STATE,
    /** The subscription can hold a vault. */
    SUBSCRIPTION_OFFER,
    /** The subscription, the vault and Rights Management belong to one tenant. */
    SUBSCRIPTION_TENANT,
    /** RSA-2048. */
    KEY_LENGTH,
    /** All six operations. */
    KEY_OPERATIONS,
    /** A URL with the version, in the vault that is looked at. */
    KEY_URL,
    /** RSA-HSM. */
    KEY_TYPE,
    /** Enabled, and not at the end of its time. */
    KEY_ENABLED,
    /** The service never gives the key out. */
    KEY_NOT_EXPORTABLE,
    /** No policy under which the service gives the key out. */
    KEY_RELEASE_POLICY,
    /** No policy that makes new versions by itself. */
    KEY_ROTATION_POLICY,
    /** What holds the key in Azure. */
    KEY_HSM_PLATFORM,
    /** Rights Management may use the key. */
    AUTHORISATION,
    /** The HSM that the key comes from. */
    HSM_FIRMWARE,
    /** For a later exit: a keyed TPD from before. */
    EXIT_TPD,
    /** For a later exit: a master copy that was tried out. */
    EXIT_MASTER_COPY;

    /** Returns the name for reports, such as {@code purge-protection}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
