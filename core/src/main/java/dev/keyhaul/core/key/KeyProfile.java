package dev.keyhaul.core.key;

import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.argument.Arguments;
import java.util.List;
import java.util.Locale;

/**
 * What keys are allowed where, and why.
 *
 * <pre>{@code
 * List<String> warnings = KeyProfile.KEY_VAULT.check(key.description(), false);
 * }</pre>
 *
 * @since 0.1.0
 */
public enum KeyProfile {
    /**
     * An Azure Information Protection tenant key: 2048 bits; 1024 is known to it, but Key Vault
     * refuses the import.
     */
    TENANT_KEY("an Azure Information Protection tenant key", "2048"),

    /**
     * Any key of Azure Key Vault or Managed HSM: RSA of 2048, 3072 or 4096 bits, EC on P-256, P-384
     * or P-521; a Managed HSM takes AES, too.
     */
    KEY_VAULT("Key Vault", "2048, 3072 or 4096");

    /** The {@code key_ops} that must all be permitted on a tenant key. */
    public static final List<String> TENANT_KEY_OPERATIONS =
            List.of("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey");

    private static final int WEAK_BITS = 1024;
    private static final String MODE_1 =
            "keys of AD RMS cryptographic mode 1 go as a keyed TPD into a Microsoft-managed tenant key"
                    + " (Import-AipServiceTpd)";

    private final String place;
    private final String allowed;

    KeyProfile(String place, String allowed) {
        this.place = place;
        this.allowed = allowed;
    }

    /** {@return the name as an option has it: {@code tenant-key} or {@code key-vault}} */
    public String optionName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return whether this profile takes such a key; AES in a Managed HSM alone}
     *
     * @param key the key
     */
    public boolean allows(KeyDescription key) {
        Arguments.notNull("key", key);
        return key instanceof KeyDescription.Rsa ? allows(key.lengthBits()) : this == KEY_VAULT;
    }

    /**
     * {@return whether this profile takes a modulus of that many bits}
     *
     * @param modulusBits its length
     */
    public boolean allows(int modulusBits) {
        return switch (this) {
            case TENANT_KEY -> modulusBits == 2048;
            case KEY_VAULT -> modulusBits == 2048 || modulusBits == 3072 || modulusBits == 4096;
        };
    }

    /**
     * Judges a key.
     *
     * @param key the key
     * @param allowWeak lets 1024 bits pass with a warning
     * @return warnings to show; empty when all is well
     * @throws RefusedException when such a key is not allowed
     */
    public List<String> check(KeyDescription key, boolean allowWeak) throws RefusedException {
        if (key instanceof KeyDescription.Rsa) {
            return check(key.lengthBits(), allowWeak);
        }
        checkOther(key.name());
        return List.of();
    }

    /**
     * Judges a key that is expected somewhere, such as in a vault after an import.
     *
     * @param key the key
     * @param allowWeak lets 1024 bits pass with a warning
     * @return warnings to show; empty when all is well
     * @throws RefusedException when such a key is not allowed, saying that it is the expected one
     */
    public List<String> checkExpected(KeyDescription key, boolean allowWeak)
            throws RefusedException {
        try {
            return check(key, allowWeak);
        } catch (RefusedException e) {
            throw new RefusedException(
                    e.reason(),
                    "the expected key is "
                            + key.name()
                            + "; profile "
                            + optionName()
                            + " takes RSA of "
                            + allowed
                            + " bits",
                    "give the public half of the key that is to be imported");
        }
    }

    /**
     * Judges an EC or AES key that is yet to be made.
     *
     * @param name kind and length, such as {@code EC P-256}
     * @throws RefusedException when the profile takes RSA keys alone
     */
    public void checkOther(String name) throws RefusedException {
        Arguments.notNull("name", name);
        if (this != KEY_VAULT) {
            throw new RefusedException(
                    Reason.TENANT_KEY_LENGTH,
                    "the key is " + name + "; a tenant key of Rights Management must be RSA 2048");
        }
    }

    /**
     * Judges the modulus length of an RSA key that is yet to be made.
     *
     * @param modulusBits its length
     * @param allowWeak lets 1024 bits pass with a warning
     * @return warnings to show; empty when all is well
     * @throws RefusedException when the length is not allowed
     */
    public List<String> check(int modulusBits, boolean allowWeak) throws RefusedException {
        if (allows(modulusBits)) {
            return List.of();
        }
        if (modulusBits == WEAK_BITS && allowWeak) {
            return List.of(
                    "1024 bits is not adequate protection for an active key, and Key Vault will most"
                            + " likely refuse it");
        }
        String message = "modulus is " + modulusBits + " bits; " + place + " takes " + allowed;
        if (modulusBits == WEAK_BITS) {
            throw new RefusedException(Reason.WEAK_KEY, message, MODE_1);
        }
        throw new RefusedException(
                KEY_VAULT.allows(modulusBits) ? Reason.TENANT_KEY_LENGTH : Reason.KEY_LENGTH,
                message,
                "generate a key of 2048 bits");
    }
}
