package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.http.ServiceError;

/** Finds what a path of one vault stands for. */
final class Routes {
    private final KeyRoutes keys;
    private final DeletedKeyRoutes deletedKeys;
    private final ManagedHsmRoutes managedHsm;

    private Routes(KeyRoutes keys, DeletedKeyRoutes deletedKeys, ManagedHsmRoutes managedHsm) {
        this.keys = keys;
        this.deletedKeys = deletedKeys;
        this.managedHsm = managedHsm;
    }

    static Routes of(VaultHost host, LocalVaultOptions options, KeptKeys kept, ManagedHsm hsm) {
        RecoveryTerms terms = options.recoveryTerms();
        VaultKeys keys = kept.of(host, options.clock());
        DeletedKeys deleted = new DeletedKeys(keys, terms);
        ManagedHsmRoutes managedHsm = new ManagedHsmRoutes(host, hsm, keys, terms);
        Vault vault = new Vault(host, options, kept.backups(), keys);
        return new Routes(
                new KeyRoutes(vault, deleted, managedHsm),
                new DeletedKeyRoutes(deleted),
                managedHsm);
    }

    Call find(Request request) throws ServiceError {
        if (request.length() == 0) {
            throw request.noSuchPath();
        }
        return switch (request.segment(0)) {
            case "keys" -> keys.find(request);
            case "deletedkeys" -> deletedKeys.find(request);
            case "rng" -> managedHsm.randomBytes(request);
            default -> throw request.noSuchPath();
        };
    }
}
