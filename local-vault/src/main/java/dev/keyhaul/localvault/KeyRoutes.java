package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import java.util.Optional;

/** Finds what a path of one vault stands for. */
final class KeyRoutes {
    private final Vault vault;

    private KeyRoutes(Vault vault) {
        this.vault = vault;
    }

    static KeyRoutes of(VaultHost host, LocalVaultOptions options, BackupSeal backups) {
        return new KeyRoutes(new Vault(host, options, backups));
    }

    JsonObject answer(Request request) throws ServiceError {
        if (request.length() == 0 || !request.segment(0).equals("keys")) {
            throw noSuchPath(request);
        }
        return switch (request.length()) {
            case 1 -> keys(request);
            case 2 ->
                    isRestore(request)
                            ? vault.restore(request.json())
                            : key(request, name(request.segment(1)));
            case 3 -> belowKey(request, name(request.segment(1)));
            case 4 -> operation(request, name(request.segment(1)));
            default -> throw noSuchPath(request);
        };
    }

    /** No name of a key is lost to it: keys take no POST at their own path. */
    private static boolean isRestore(Request request) {
        return request.method().equals("POST") && request.segment(1).equals("restore");
    }

    private JsonObject keys(Request request) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> vault.list();
            default -> throw notAllowed(request, "GET");
        };
    }

    private JsonObject key(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> vault.get(name, KeyVersion.NEWEST);
            case "PUT" -> vault.importKey(name, request.json());
            case "PATCH" -> vault.update(name, KeyVersion.NEWEST, request.json());
            default -> throw notAllowed(request, "GET, PUT, PATCH");
        };
    }

    private JsonObject belowKey(Request request, String name) throws ServiceError {
        String segment = request.segment(2);
        Optional<KeyUse> use = KeyUse.named(segment);
        if (use.isPresent()) {
            return use(request, name, KeyVersion.NEWEST, use.get());
        }
        return switch (segment) {
            case "create" -> create(request, name);
            case "versions" -> versions(request, name);
            case "backup" -> backup(request, name);
            case "rotationpolicy" -> rotationPolicy(request, name);
            default -> version(request, name, KeyVersion.parse(segment));
        };
    }

    private JsonObject create(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "POST" -> vault.create(name, request.json());
            default -> throw notAllowed(request, "POST");
        };
    }

    private JsonObject versions(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> vault.listVersions(name);
            default -> throw notAllowed(request, "GET");
        };
    }

    private JsonObject backup(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "POST" -> vault.backup(name);
            default -> throw notAllowed(request, "POST");
        };
    }

    private JsonObject rotationPolicy(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> vault.rotationPolicy(name);
            default -> throw notAllowed(request, "GET");
        };
    }

    private JsonObject version(Request request, String name, KeyVersion version)
            throws ServiceError {
        return switch (request.method()) {
            case "GET" -> vault.get(name, version);
            case "PATCH" -> vault.update(name, version, request.json());
            default -> throw notAllowed(request, "GET, PATCH");
        };
    }

    private JsonObject operation(Request request, String name) throws ServiceError {
        Optional<KeyUse> use = KeyUse.named(request.segment(3));
        if (use.isEmpty()) {
            throw noSuchPath(request);
        }
        return use(request, name, KeyVersion.parse(request.segment(2)), use.get());
    }

    private JsonObject use(Request request, String name, KeyVersion version, KeyUse use)
            throws ServiceError {
        return switch (request.method()) {
            case "POST" -> vault.use(name, version, use, request.json());
            default -> throw notAllowed(request, "POST");
        };
    }

    private static String name(String segment) throws ServiceError {
        try {
            return KeyIdentifier.requireName(segment);
        } catch (MalformedIdentifierException e) {
            throw ServiceError.badParameter("path", e);
        }
    }

    private static ServiceError noSuchPath(Request request) {
        return ServiceError.noSuchPath("no such path here: " + request.path());
    }

    private static ServiceError notAllowed(Request request, String allowed) {
        return ServiceError.methodNotAllowed(
                "method is "
                        + request.method()
                        + "; "
                        + request.path()
                        + " takes "
                        + allowed
                        + " here");
    }
}
