package dev.keyhaul.keyvault.access;

/**
 * As whom a vault is reached: with a credential of Azure ({@link AzureCredential}), or by relay to
 * a local vault ({@link LoopbackRelay}). Immutable.
 *
 * <pre>{@code
 * VaultAccess access =
 *         host.isRehearsal() ? new LoopbackRelay(accessFile) : AzureCredential.AZURE_CLI;
 * KeyVault vault = KeyVault.connect(host, access);
 * }</pre>
 *
 * @since 0.1.0
 */
public sealed interface VaultAccess permits AzureCredential, LoopbackRelay {}
