package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.key.KeyPermission;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for something that cannot be done, to see whether the vault refuses the caller or the
 * request: a key that is not there is used, and a key of a type that does not exist is made.
 *
 * <p>Whether the real service judges the caller before the request was never tried: a refusal of
 * the request is no proof of the permission, a refusal of the caller proves that it is missing.
 */
final class PermissionTrial {
    private static final String VERSION = "00000000000000000000000000000000";
    private static final int NAME_BYTES = 8;
    private static final int MALFORMED = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** They keep out whoever comes from here, whatever his role. */
    private static final Set<String> OF_THE_NETWORK =
            Set.of("ForbiddenByFirewall", "ForbiddenByConnection");

    private final VaultHost vault;
    private final SdkRequests requests;
    private final String name;

    PermissionTrial(VaultHost vault, SdkRequests requests, SecureRandom random) {
        this.vault = vault;
        this.requests = requests;
        byte[] bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        this.name = "keyhaul-trial-" + HexFormat.of().formatHex(bytes);
    }

    Optional<KeyVaultException> refusal(KeyPermission permission) throws KeyTransferException {
        try {
            ask(permission);
        } catch (KeyVaultException e) {
            if (e.status() == FORBIDDEN && !OF_THE_NETWORK.contains(e.code())) {
                return Optional.of(e);
            }
            if (e.status() == refusalOfRequest(permission)) {
                return Optional.empty();
            }
            throw e;
        }
        throw KeyVaultException.unusable(
                vault.host() + " answers for the key " + name + ", which should not exist", null);
    }

    private static int refusalOfRequest(KeyPermission permission) {
        return permission == KeyPermission.CREATE || permission == KeyPermission.IMPORT
                ? MALFORMED
                : NOT_FOUND;
    }

    private void ask(KeyPermission permission) throws KeyTransferException {
        KeyIdentifier key = new KeyIdentifier(vault, name, Optional.of(VERSION));
        switch (permission) {
            case GET -> requests.getAbsent(name);
            case CREATE -> requests.createOfNoType(name);
            case IMPORT -> requests.importOfNoType(name);
            case SIGN -> requests.signRs256(key, new byte[32]);
            case DECRYPT -> requests.decryptRsaOaep(key, new byte[256]);
            case GET_ROTATION_POLICY -> requests.rotates(name);
        }
    }
}
