package dev.keyhaul.keyvault;

/**
 * As whom a vault is reached: with a credential of Azure, or by relay to the local vault.
 * Immutable.
 *
 * @since 0.1.0
 */
public sealed interface VaultAccess permits AzureCredential, LoopbackRelay {}
