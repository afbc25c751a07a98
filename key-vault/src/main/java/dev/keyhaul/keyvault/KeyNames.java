package dev.keyhaul.keyvault;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.connection.ServiceHint;
import dev.keyhaul.keyvault.key.NameState;
import java.util.Optional;
import java.util.Set;

/** Which names of a vault are free. */
record KeyNames(VaultHost vault, SdkRequests requests) {
    private static final int NOT_FOUND = 404;

    /** The caller may not look at deleted keys, or the vault keeps none. */
    private static final Set<Integer> NOT_SHOWN = Set.of(400, 403, 405);

    NameState of(String name) throws KeyTransferException {
        String checked = KeyIdentifier.requireName(name);
        if (isTaken(checked)) {
            return NameState.TAKEN;
        }
        try {
            requests.deletedKey(checked);
            return NameState.DELETED;
        } catch (KeyVaultException e) {
            if (e.status() == NOT_FOUND) {
                return NameState.FREE;
            }
            if (NOT_SHOWN.contains(e.status())) {
                return NameState.NOT_TAKEN;
            }
            throw e;
        }
    }

    boolean isTaken(String name) throws KeyTransferException {
        try {
            requests.get(name, Optional.empty());
            return true;
        } catch (KeyVaultException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Checks that a new KEK can have the name, as far as the vault shows it. */
    void requireFreeForKek(String name) throws KeyTransferException {
        if (requireNotDeleted(name) == NameState.TAKEN) {
            throw taken(
                    Reason.KEK_NAME_TAKEN,
                    name,
                    "choose another name: each ceremony has its own KEK");
        }
    }

    NameState requireUsable(String name, ImportOptions options) throws KeyTransferException {
        NameState state = requireNotDeleted(name);
        if (state == NameState.TAKEN && !options.newVersion()) {
            throw taken(Reason.KEY_NAME_TAKEN, name, "choose another name");
        }
        return state;
    }

    private RefusedException taken(Reason reason, String name, String hint) {
        return new RefusedException(
                reason, "there is a key " + name + " in " + vault.host() + " already", hint);
    }

    private NameState requireNotDeleted(String name) throws KeyTransferException {
        NameState state = of(name);
        if (state == NameState.DELETED) {
            throw new RefusedException(
                    Reason.KEY_NAME_DELETED,
                    "a deleted key still has the name " + name + " in " + vault.host(),
                    ServiceHint.softDeleted(vault, name));
        }
        return state;
    }
}
