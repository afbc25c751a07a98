package dev.keyhaul.localvault;

import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.access.VaultOperation;
import dev.keyhaul.localvault.http.Answer;
import dev.keyhaul.localvault.http.Request;
import dev.keyhaul.localvault.http.ServiceError;

/** Finds what only a Managed HSM answers; a vault refuses it. */
final class ManagedHsmRoutes {
    private final VaultHost host;
    private final ManagedHsm hsm;
    private final VaultKeys keys;
    private final RecoveryTerms terms;

    ManagedHsmRoutes(VaultHost host, ManagedHsm hsm, VaultKeys keys, RecoveryTerms terms) {
        this.host = host;
        this.hsm = hsm;
        this.keys = keys;
        this.terms = terms;
    }

    /** {@code POST /rng} with {@code {"count":N}}. */
    Call randomBytes(Request request) throws ServiceError {
        if (request.length() != 1) {
            throw request.noSuchPath();
        }
        requireMethod(request, "POST");
        request.requireApi(3);
        return new Call(
                VaultOperation.GET_RANDOM_BYTES,
                request.path(),
                swap -> {
                    requireManagedHsm(request);
                    return Answer.of(hsm.randomBytes(count(request.json())));
                });
    }

    private static long count(JsonObject body) throws ServiceError {
        try {
            return body.number("count");
        } catch (MalformedInputException e) {
            throw ServiceError.badParameter("body", e);
        }
    }

    /** {@code GET /keys/NAME/VERSION/attestation}: the key's bundle, with the attestation in it. */
    Call attestation(Request request, String name, KeyVersion version) throws ServiceError {
        requireMethod(request, "GET");
        request.requireApi(6);
        return new Call(
                VaultOperation.GET_ATTESTATION,
                request.path(),
                swap -> {
                    requireManagedHsm(request);
                    StoredKey key = keys.require(name, version).answering(swap);
                    return Answer.of(key.toBundle(terms, hsm.attestation(key)));
                });
    }

    private void requireManagedHsm(Request request) throws ServiceError {
        if (!host.isManagedHsm()) {
            throw ServiceError.badParameter(
                    request.path() + " is a Managed HSM's; " + host + " is a vault");
        }
    }

    private static void requireMethod(Request request, String method) throws ServiceError {
        if (!request.method().equals(method)) {
            throw request.notAllowed(method);
        }
    }
}
