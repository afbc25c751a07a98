package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.option.CommonOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.TokenUri;

/** Opens the keys of items. Thread-safe; each key is one thread's. */
final class SourceKeys {
    private final Tokens tokens;
    private final Secrets passwords;
    private final CommonOptions common;
    private final boolean checkPrimes;

    SourceKeys(Tokens tokens, Secrets passwords, CommonOptions common, boolean checkPrimes) {
        this.tokens = tokens;
        this.passwords = passwords;
        this.common = common;
        this.checkPrimes = checkPrimes;
    }

    /** Opens the key, which the caller closes; {@code console} gets what is to be warned of. */
    TransferableKey open(ItemPlan plan, Console console) throws KeyTransferException {
        if (plan.source() instanceof ItemPlan.Source.InToken held) {
            TokenUri uri = held.uri();
            return tokens.get(uri, held.pinFile(), common.pin()).token().rsaKey(uri.key());
        }
        ItemPlan.Source.InFile source = (ItemPlan.Source.InFile) plan.source();
        SoftwareKey key =
                source.file()
                        .open(
                                passwords.of(source.passwordFile()),
                                common.filePasswords.allowNoMac,
                                console);
        try {
            health(plan, key).requireSound(common.allowWeakKey).forEach(console::warn);
            return key;
        } catch (KeyTransferException | RuntimeException e) {
            key.close();
            throw e;
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
