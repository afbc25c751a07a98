package dev.keyhaul.localvault;

import dev.keyhaul.core.byok.VaultHost;

/** Finds what a path of one vault stands for. */
final class Routes {
    private final KeyRoutes keys;
    private final DeletedKeyRoutes deletedKeys;

    private Routes(KeyRoutes keys, DeletedKeyRoutes deletedKeys) {
        this.keys = keys;
        this.deletedKeys = deletedKeys;
    }

    static Routes of(
            VaultHost host, LocalVaultOptions options, BackupSeal backups, VaultKeys keys) {
        DeletedKeys deleted = new DeletedKeys(keys, options.recoveryTerms());
        return new Routes(
                new KeyRoutes(new Vault(host, options, backups, keys), deleted),
                new DeletedKeyRoutes(deleted));
    }

    Call find(Request request) throws ServiceError {
        if (request.length() == 0) {
            throw request.noSuchPath();
        }
        return switch (request.segment(0)) {
            case "keys" -> keys.find(request);
            case "deletedkeys" -> deletedKeys.find(request);
            default -> throw request.noSuchPath();
        };
    }
}
