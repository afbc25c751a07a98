package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.http.ServiceError;
import java.util.Optional;

/** Finds what a path under {@code /keys} stands for. */
final class KeyRoutes {
    private final Vault vault;
    private final DeletedKeys deletedKeys;
    private final ManagedHsmRoutes managedHsm;

    KeyRoutes(Vault vault, DeletedKeys deletedKeys, ManagedHsmRoutes managedHsm) {
        this.vault = vault;
        this.deletedKeys = deletedKeys;
        this.managedHsm = managedHsm;
    }

    Call find(Request request) throws ServiceError {
        return switch (request.length()) {
            case 1 -> keys(request);
            case 2 -> isRestore(request) ? restore(request) : key(request, name(request));
            case 3 -> belowKey(request, name(request));
            case 4 -> belowVersion(request, name(request));
            default -> throw request.noSuchPath();
        };
    }

    /** No name of a key is lost to it: keys take no POST at their own path. */
    private static boolean isRestore(Request request) {
        return request.method().equals("POST") && request.segment(1).equals("restore");
    }

    private Call restore(Request request) {
        return call(
                VaultOperation.RESTORE,
                request,
                swap -> Answer.of(vault.restore(request.json(), swap)));
    }

    private Call keys(Request request) throws ServiceError {
        require(request, "GET");
        return call(VaultOperation.LIST, request, swap -> Answer.of(vault.list(request)));
    }

    private Call key(Request request, String name) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> get(request, name, KeyVersion.NEWEST);
            case "PUT" ->
                    call(
                            VaultOperation.IMPORT,
                            request,
                            swap -> Answer.of(vault.importKey(name, request.json(), swap)));
            case "PATCH" -> update(request, name, KeyVersion.NEWEST);
            case "DELETE" ->
                    call(
                            VaultOperation.DELETE,
                            request,
                            swap -> Answer.of(deletedKeys.delete(name)));
            default -> throw request.notAllowed("GET, PUT, PATCH, DELETE");
        };
    }

    private Call get(Request request, String name, KeyVersion version) {
        return call(VaultOperation.GET, request, swap -> Answer.of(vault.get(name, version, swap)));
    }

    private Call update(Request request, String name, KeyVersion version) {
        return call(
                VaultOperation.UPDATE,
                request,
                swap -> Answer.of(vault.update(name, version, request.json(), swap)));
    }

    private Call belowKey(Request request, String name) throws ServiceError {
        String segment = request.segment(2);
        Optional<KeyUse> use = KeyUse.named(segment);
        if (use.isPresent()) {
            return use(request, name, KeyVersion.NEWEST, use.get());
        }
        return switch (segment) {
            case "create" -> create(request, name);
            case "versions" -> versions(request, name);
            case "backup" -> backup(request, name);
            case "rotate" -> rotate(request, name);
            case "rotationpolicy" -> rotationPolicy(request, name);
            default -> version(request, name, KeyVersion.parse(segment));
        };
    }

    private Call create(Request request, String name) throws ServiceError {
        require(request, "POST");
        return call(
                VaultOperation.CREATE,
                request,
                swap -> Answer.of(vault.create(name, request.json(), swap)));
    }

    private Call versions(Request request, String name) throws ServiceError {
        require(request, "GET");
        return call(
                VaultOperation.LIST_VERSIONS,
                request,
                swap -> Answer.of(vault.listVersions(name, request)));
    }

    private Call backup(Request request, String name) throws ServiceError {
        require(request, "POST");
        return call(VaultOperation.BACKUP, request, swap -> Answer.of(vault.backup(name)));
    }

    private Call rotate(Request request, String name) throws ServiceError {
        require(request, "POST");
        request.requireApi(3);
        return call(VaultOperation.ROTATE, request, swap -> Answer.of(vault.rotate(name, swap)));
    }

    private Call rotationPolicy(Request request, String name) throws ServiceError {
        request.requireApi(3);
        return switch (request.method()) {
            case "GET" ->
                    call(
                            VaultOperation.GET_ROTATION_POLICY,
                            request,
                            swap -> Answer.of(vault.rotationPolicy(name)));
            case "PUT" ->
                    call(
                            VaultOperation.SET_ROTATION_POLICY,
                            request,
                            swap -> Answer.of(vault.setRotationPolicy(name, request.json())));
            default -> throw request.notAllowed("GET, PUT");
        };
    }

    private Call version(Request request, String name, KeyVersion version) throws ServiceError {
        return switch (request.method()) {
            case "GET" -> get(request, name, version);
            case "PATCH" -> update(request, name, version);
            default -> throw request.notAllowed("GET, PATCH");
        };
    }

    private Call belowVersion(Request request, String name) throws ServiceError {
        KeyVersion version = KeyVersion.parse(request.segment(2));
        if (request.segment(3).equals("attestation")) {
            return managedHsm.attestation(request, name, version);
        }
        Optional<KeyUse> use = KeyUse.named(request.segment(3));
        if (use.isEmpty()) {
            throw request.noSuchPath();
        }
        return use(request, name, version, use.get());
    }

    private Call use(Request request, String name, KeyVersion version, KeyUse use)
            throws ServiceError {
        require(request, "POST");
        return call(
                use.vaultOperation(),
                request,
                swap -> Answer.of(vault.use(name, version, use, request.json(), swap)));
    }

    private static Call call(VaultOperation operation, Request request, Call.Action action) {
        return new Call(operation, request.path(), action);
    }

    private static void require(Request request, String method) throws ServiceError {
        if (!request.method().equals(method)) {
            throw request.notAllowed(method);
        }
    }

    /** Returns the key's name, which is the second part of every longer path. */
    static String name(Request request) throws ServiceError {
        try {
            return KeyIdentifier.requireName(request.segment(1));
        } catch (MalformedIdentifierException e) {
            throw ServiceError.badParameter("path", e);
        }
    }
}
