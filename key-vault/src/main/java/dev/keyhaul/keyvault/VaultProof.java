package dev.keyhaul.keyvault;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;

/**
 * What was checked of a key in a vault against the key that was to get there.
 *
 * <p>A signature proves that whoever answers at that host holds the key; it proves neither hardware
 * nor that nobody else holds it.
 *
 * @param id the versioned identifier of the key that was checked
 * @param checks all of them, in order
 */
public record VaultProof(KeyIdentifier id, List<Check> checks) {
    private static final String SCHEMA_VERSION = "1.0.0";

    /** Copies the checks. */
    public VaultProof {
        checks = List.copyOf(checks);
    }

    /**
     * One check.
     *
     * @param name what was checked, such as {@code signature}
     * @param ok whether it held
     * @param detail what was found
     */
    public record Check(String name, boolean ok, String detail) {}

    /**
     * Reads the key from the vault again and checks it: the public key, the type, the operations
     * and attributes, a signature and a decryption at work. A check that does not hold is in the
     * result; see {@link #requirePassed()}.
     *
     * @throws KeyVaultException when the vault cannot be asked, which proves nothing either way
     */
    public static VaultProof of(
            KeyVault vault, KeyIdentifier id, ExpectedKey expected, SecureRandom random)
            throws KeyTransferException {
        return new VaultProving(vault, expected, random).prove(id);
    }

    /** Tells whether every check held. */
    public boolean passed() {
        return checks.stream().allMatch(Check::ok);
    }

    /**
     * Goes on only when every check held.
     *
     * @throws CheckFailedException naming the first that did not, and how the key is disabled
     */
    public void requirePassed() throws CheckFailedException {
        for (Check check : checks) {
            if (!check.ok()) {
                throw new CheckFailedException(
                        "check '"
                                + check.name()
                                + "' does not hold for "
                                + id
                                + ": "
                                + check.detail(),
                        "nobody should use this key: az keyvault key set-attributes --id "
                                + id
                                + " --enabled false");
            }
        }
    }

    /** Returns the checks for {@code --json} and reports. */
    public JsonObject toJson() {
        List<JsonObject> list =
                checks.stream()
                        .map(
                                check ->
                                        JsonObject.builder()
                                                .put("name", check.name())
                                                .put("ok", check.ok())
                                                .put("detail", check.detail())
                                                .build())
                        .toList();
        return JsonObject.builder()
                .put("schema_version", SCHEMA_VERSION)
                .put("kid", id.toString())
                .put("passed", passed())
                .put("checks", list)
                .build();
    }
}
