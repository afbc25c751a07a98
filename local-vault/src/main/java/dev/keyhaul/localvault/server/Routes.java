package dev.keyhaul.localvault.server;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.RefusedRequest;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.key.CryptoOperation;
import dev.keyhaul.localvault.key.KeyInventory;
import dev.keyhaul.localvault.key.KeySwap;
import dev.keyhaul.localvault.key.KeyVersion;
import dev.keyhaul.localvault.key.RecoveryTerms;
import dev.keyhaul.localvault.key.StoredKey;
import dev.keyhaul.localvault.state.ServedKeys;
import dev.keyhaul.localvault.vault.DeletedKeys;
import dev.keyhaul.localvault.vault.ManagedHsm;
import dev.keyhaul.localvault.vault.Vault;
import dev.keyhaul.localvault.vault.VaultSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the paths of one vault stand for: a row for each method and path. */
public final class Routes {
    private static final String NAME = "{name}";
    private static final String VERSION = "{version}";

    private final VaultHost host;
    private final List<Route> table = new ArrayList<>();

    private Routes(VaultHost host) {
        this.host = host;
    }

    /** What a request names, and what is to answer. */
    private record Asked(Request request, String name, KeyVersion version, KeySwap swap) {}

    private interface Work {
        Answer run(Asked asked) throws RefusedRequest;
    }

    private record Route(
            String method, List<String> path, VaultOperation operation, int sinceApi, Work work) {
        boolean matches(Request request) {
            return path.size() == request.length()
                    && IntStream.range(0, path.size())
                            .allMatch(
                                    i ->
                                            switch (path.get(i)) {
                                                case NAME -> true;
                                                case VERSION ->
                                                        KeyVersion.isOne(request.segment(i));
                                                default -> path.get(i).equals(request.segment(i));
                                            });
        }
    }

    public static Routes of(VaultHost host, VaultSetup setup, ServedKeys kept, ManagedHsm hsm) {
        KeyInventory keys = kept.of(host, setup.clock());
        Routes routes = new Routes(host);
        routes.addKeys(new Vault(host, setup, kept.backups(), keys));
        routes.addDeletedKeys(new DeletedKeys(keys, setup.terms()));
        routes.addManagedHsm(hsm, keys, setup.terms());
        return routes;
    }

    private void addKeys(Vault vault) {
        Work get = a -> Answer.of(vault.get(a.name, a.version, a.swap));
        Work update = a -> Answer.of(vault.update(a.name, a.version, a.request.json(), a.swap));
        add("GET /keys", VaultOperation.LIST, a -> Answer.of(vault.list(a.request)));
        // No name of a key is lost to it: keys take no POST at their own path.
        add(
                "POST /keys/restore",
                VaultOperation.RESTORE,
                a -> Answer.of(vault.restore(a.request.json(), a.swap)));
        add("GET /keys/{name}", VaultOperation.GET, get);
        add(
                "PUT /keys/{name}",
                VaultOperation.IMPORT,
                a -> Answer.of(vault.importKey(a.name, a.request.json(), a.swap)));
        add("PATCH /keys/{name}", VaultOperation.UPDATE, update);
        add(
                "POST /keys/{name}/create",
                VaultOperation.CREATE,
                a -> Answer.of(vault.create(a.name, a.request.json(), a.swap)));
        add(
                "GET /keys/{name}/versions",
                VaultOperation.LIST_VERSIONS,
                a -> Answer.of(vault.listVersions(a.name, a.request)));
        add(
                "POST /keys/{name}/backup",
                VaultOperation.BACKUP,
                a -> Answer.of(vault.backup(a.name)));
        addSince(
                3,
                "POST /keys/{name}/rotate",
                VaultOperation.ROTATE,
                a -> Answer.of(vault.rotate(a.name, a.swap)));
        addSince(
                3,
                "GET /keys/{name}/rotationpolicy",
                VaultOperation.GET_ROTATION_POLICY,
                a -> Answer.of(vault.rotationPolicy(a.name)));
        addSince(
                3,
                "PUT /keys/{name}/rotationpolicy",
                VaultOperation.SET_ROTATION_POLICY,
                a -> Answer.of(vault.setRotationPolicy(a.name, a.request.json())));
        add("GET /keys/{name}/{version}", VaultOperation.GET, get);
        add("PATCH /keys/{name}/{version}", VaultOperation.UPDATE, update);
        for (CryptoOperation use : CryptoOperation.values()) {
            Work work = a -> Answer.of(vault.use(a.name, a.version, use, a.request.json(), a.swap));
            add("POST /keys/{name}/" + use.segment(), use.vaultOperation(), work);
            add("POST /keys/{name}/{version}/" + use.segment(), use.vaultOperation(), work);
        }
    }

    private void addDeletedKeys(DeletedKeys deleted) {
        add("DELETE /keys/{name}", VaultOperation.DELETE, a -> Answer.of(deleted.delete(a.name)));
        add(
                "GET /deletedkeys",
                VaultOperation.LIST_DELETED,
                a -> Answer.of(deleted.list(a.request)));
        add(
                "GET /deletedkeys/{name}",
                VaultOperation.GET_DELETED,
                a -> Answer.of(deleted.get(a.name)));
        add(
                "DELETE /deletedkeys/{name}",
                VaultOperation.PURGE,
                a -> {
                    deleted.purge(a.name);
                    return Answer.empty();
                });
        add(
                "POST /deletedkeys/{name}/recover",
                VaultOperation.RECOVER,
                a -> Answer.of(deleted.recover(a.name)));
    }

    /** What a vault refuses. */
    private void addManagedHsm(ManagedHsm hsm, KeyInventory keys, RecoveryTerms terms) {
        addSince(
                3,
                "POST /rng",
                VaultOperation.GET_RANDOM_BYTES,
                a -> {
                    requireManagedHsm(a.request);
                    return Answer.of(hsm.randomBytes(count(a.request)));
                });
        Work attestation =
                a -> {
                    requireManagedHsm(a.request);
                    StoredKey key = keys.require(a.name, a.version).answering(a.swap);
                    return Answer.of(key.toBundle(terms, hsm.attestation(key)));
                };
        VaultOperation attest = VaultOperation.GET_ATTESTATION;
        addSince(6, "GET /keys/{name}/attestation", attest, attestation);
        addSince(6, "GET /keys/{name}/{version}/attestation", attest, attestation);
    }

    private void requireManagedHsm(Request request) throws RefusedRequest {
        if (!host.isManagedHsm()) {
            throw RefusedRequest.badParameter(
                    request.path() + " is a Managed HSM's; " + host + " is a vault");
        }
    }

    private static long count(Request request) throws RefusedRequest {
        try {
            return request.json().number("count");
        } catch (MalformedInputException e) {
            throw RefusedRequest.badParameter("body", e);
        }
    }

    private void add(String methodAndPath, VaultOperation operation, Work work) {
        addSince(0, methodAndPath, operation, work);
    }

    /** A row that the API has since 7.{@code minor}. */
    private void addSince(int minor, String methodAndPath, VaultOperation operation, Work work) {
        String[] words = methodAndPath.split(" /", -1);
        table.add(new Route(words[0], List.of(words[1].split("/", -1)), operation, minor, work));
    }

    /** Understands a request; nothing is done yet. */
    RoutedRequest find(Request request) throws RefusedRequest {
        List<Route> here = table.stream().filter(route -> route.matches(request)).toList();
        if (here.isEmpty()) {
            throw request.noSuchPath();
        }
        int version = here.get(0).path.indexOf(VERSION);
        String name = request.length() == 1 ? "" : name(request);
        KeyVersion asked =
                version < 0 ? KeyVersion.NEWEST : KeyVersion.parse(request.segment(version));
        for (Route route : here) {
            if (route.method.equals(request.method())) {
                request.requireApi(route.sinceApi);
                return new RoutedRequest(
                        route.operation,
                        request.path(),
                        swap -> route.work.run(new Asked(request, name, asked, swap)));
            }
        }
        throw request.notAllowed(
                here.stream().map(Route::method).collect(Collectors.joining(", ")));
    }

    private static String name(Request request) throws RefusedRequest {
        try {
            return KeyIdentifier.requireName(request.segment(1));
        } catch (MalformedIdentifierException e) {
            throw RefusedRequest.badParameter("path", e);
        }
    }
}
