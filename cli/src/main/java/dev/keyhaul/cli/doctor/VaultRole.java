package dev.keyhaul.cli.doctor;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.keyvault.Identity;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.KeyVaultException;
import dev.keyhaul.keyvault.key.KeyPermission;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a vault permits this caller: asked one by one, in a way that changes nothing. */
final class VaultRole {
    static final String ABOUT = "role";
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final KeyVault vault;
    private final Map<KeyPermission, KeyVaultException> refused =
            new EnumMap<>(KeyPermission.class);

    VaultRole(KeyVault vault) {
        this.vault = vault;
    }

    void ask(KeyPermission permission) throws KeyTransferException {
        vault.refusal(permission).ifPresent(refusal -> refused.put(permission, refusal));
    }

    DoctorFinding finding(Identity caller, Function<KeyTransferException, String> nextStep) {
        if (refused.isEmpty()) {
            return DoctorFinding.ok(
                    ABOUT,
                    "sufficient to create a KEK and to import a key, as far as the vault's answers show");
        }
        boolean forKek =
                refused.containsKey(KeyPermission.GET) || refused.containsKey(KeyPermission.CREATE);
        return DoctorFinding.fix(
                ABOUT,
                "too small to "
                        + (forKek ? "make a KEK and to " : "")
                        + "import a key: it lacks "
                        + refused.keySet().stream()
                                .map(KeyPermission::word)
                                .collect(Collectors.joining(", ")),
                forCaller(caller, nextStep.apply(refused.values().iterator().next())));
    }

    /** The command is to be copied: what is in a token's claims gets into it if it is a GUID. */
    private static String forCaller(Identity caller, String next) {
        return GUID.matcher(caller.objectId()).matches()
                ? next.replace("OBJECT-ID", caller.objectId())
                : next;
    }
}
