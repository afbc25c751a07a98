package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.pkcs11.source.TokenAccess;

/** Opens the keys of items. Thread-safe; each key is one thread's. */
final class SourceKeys {
    private final Tokens tokens;
    private final Secrets passwords;
    private final AccessOptions access;
    private final boolean checkPrimes;

    SourceKeys(Tokens tokens, Secrets passwords, AccessOptions access, boolean checkPrimes) {
        this.tokens = tokens;
        this.passwords = passwords;
        this.access = access;
        this.checkPrimes = checkPrimes;
    }

    /** Opens the key, which the caller closes; {@code console} gets what is to be warned of. */
    OpenedKey open(ItemPlan plan, Console console) throws KeyTransferException {
        OpenedKey opened =
                plan.key()
                        .open(
                                CommandSecrets.of(access)
                                        .withPin(Tokens.pin(plan.secretFile(), access.token.pin()))
                                        .withPassword(passwords.of(plan.secretFile()))
                                        .context(console)
                                        .sharing(TokenAccess.class, tokens));
        try {
            if (opened.key() instanceof SoftwareKey software) {
                health(plan, software).requireSound(access.allowWeakKey).forEach(console::warn);
            }
            return opened;
        } catch (KeyTransferException | RuntimeException e) {
            try (opened) {
                throw e;
            }
        }
    }

    /**
     * Whether the factors are primes takes a hundred times as long as everything else that a blob
     * needs, and is asked where the work is long anyway, or where the operator asks for it.
     */
    private RsaKeyHealth health(ItemPlan plan, SoftwareKey key) throws KeyTransferException {
        boolean quick = plan.destination() instanceof ItemPlan.Destination.Blob && !checkPrimes;
        return quick ? RsaKeyHealth.withoutPrimality(key) : RsaKeyHealth.of(key);
    }
}
