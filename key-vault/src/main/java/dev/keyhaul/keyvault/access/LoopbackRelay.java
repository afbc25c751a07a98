package dev.keyhaul.keyvault.access;

import dev.keyhaul.core.argument.Arguments;
import java.nio.file.Path;

/**
 * The way to a local vault: requests for hosts under {@code vault.keyhaul.invalid} go to a port of
 * this machine's loopback address, with the local vault's own token. Both are in the vault's access
 * file, which is read at each connection.
 *
 * <pre>{@code
 * KeyVault vault =
 *         KeyVault.connect(
 *                 VaultHost.parseUrl("https://rehearsal.vault.keyhaul.invalid"),
 *                 new LoopbackRelay(accessFile));
 * }</pre>
 *
 * @param accessFile the file that the local vault wrote when it started; readable by its owner
 *     alone
 * @since 0.1.0
 */
public record LoopbackRelay(Path accessFile) implements VaultAccess {
    /**
     * Refuses null.
     *
     * @param accessFile the file that the local vault wrote when it started; readable by its owner
     *     alone
     */
    public LoopbackRelay {
        Arguments.notNull("accessFile", accessFile);
    }
}
