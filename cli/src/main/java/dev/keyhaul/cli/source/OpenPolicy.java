package dev.keyhaul.cli.source;

import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.Token;
import dev.keyhaul.pkcs11.TokenKey;
import dev.keyhaul.pkcs11.WrapPolicy;
import dev.keyhaul.pkcs11.source.OpenToken;
import dev.keyhaul.terminal.UsageException;
import org.jspecify.annotations.Nullable;

/** How keys are wrapped in a command, with the token of the second proof, if there is one. */
public record OpenPolicy(WrapPolicy policy, @Nullable OpenToken second) implements AutoCloseable {
    /** Makes one without a second proof, which need not be closed. */
    public OpenPolicy(StrategyOption strategy) {
        this(WrapPolicy.of(strategy.rule), null);
    }

    /**
     * Applies it to a key's token.
     *
     * @throws UsageException if the key is in no token, and something else than the default is
     *     asked for
     * @throws KeyTransferException if the second token cannot prove this key
     */
    public void applyTo(TransferableKey key) throws KeyTransferException {
        if (key instanceof TokenKey inToken) {
            applyTo(inToken.token());
        } else if (policy.rule() != StrategyRule.AUTO || second != null) {
            throw new UsageException(
                    "--strategy and --prove-in are for keys in a token", "leave them out");
        }
    }

    /**
     * Applies it to every key of a token.
     *
     * @throws KeyTransferException if the token of the second proof is none for its keys
     */
    public void applyTo(Token token) throws KeyTransferException {
        token.wrapBy(policy);
    }

    @Override
    public void close() {
        if (second != null) {
            second.close();
        }
    }
}
