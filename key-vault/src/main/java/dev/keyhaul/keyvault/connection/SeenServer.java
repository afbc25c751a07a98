package dev.keyhaul.keyvault.connection;

import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.VaultHost;
import java.util.List;
import java.util.Optional;

/** What is known of the servers that have answered for a vault so far. */
public interface SeenServer {
    /** A rehearsal's relay: nothing is known, and nothing real may rely on it. */
    SeenServer UNKNOWN =
            new SeenServer() {
                @Override
                public List<String> base64Der() {
                    return List.of();
                }

                @Override
                public Optional<KekRecord.TlsRoot> root() {
                    return Optional.empty();
                }

                @Override
                public void requireAzures(VaultHost vault) throws RefusedException {
                    KekRecord.TlsRoot.requireAzures(vault, null);
                }
            };

    /** Returns the newest chain as DER in base64, leaf first; empty when there was none. */
    List<String> base64Der();

    /** Returns the root of the chains; one that is not Azure's if any connection had one. */
    Optional<KekRecord.TlsRoot> root();

    /**
     * Checks that every connection so far ended at one of Azure's roots, and refuses all others
     * from now on.
     *
     * @throws RefusedException if one did not
     */
    void requireAzures(VaultHost vault) throws RefusedException;
}
