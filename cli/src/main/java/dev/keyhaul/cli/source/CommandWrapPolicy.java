package dev.keyhaul.cli.source;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.key.WrapProof;
import dev.keyhaul.pkcs11.StrategyRule;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.binding.Ckr;
import dev.keyhaul.pkcs11.report.ControlsReport;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.pkcs11.token.WrapPolicy;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How keys are wrapped in a command, with the token of the second proof, if there is one. */
public record CommandWrapPolicy(WrapPolicy policy, @Nullable TokenLease second)
        implements AutoCloseable {
    /** Makes one without a second proof, which need not be closed. */
    public CommandWrapPolicy(StrategyOption strategy) {
        this(strategy.policy(), null);
    }

    /** Opens a token, or a key in one. */
    @FunctionalInterface
    public interface Opener<T> {
        /**
         * Opens it.
         *
         * @throws KeyTransferException if it does not open
         */
        T open() throws KeyTransferException;
    }

    /**
     * Opens a token that keys are in, or a key, after the token of the second proof. No other is
     * open in this process then: a token that is logged in already is that one.
     *
     * @throws RefusedException if it is the token of the second proof
     * @throws KeyTransferException if it does not open
     */
    public <T> T opened(Opener<T> opener) throws KeyTransferException {
        try {
            return opener.open();
        } catch (TokenException e) {
            if (second == null || !Ckr.USER_ALREADY_LOGGED_IN.is(e.code().orElse(0))) {
                throw e;
            }
            throw new RefusedException(
                    Reason.SECOND_PROOF,
                    "--prove-in names the key's own token, '"
                            + second.token().info().token().label()
                            + "'; the second proof needs a different token",
                    "name the recovery pair in another vendor's token, or leave --prove-in out",
                    e);
        }
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
        } else if (!policy.equals(WrapPolicy.DEFAULT)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--strategy, --controls and --prove-in can only be used with keys in a token",
                    "leave them out");
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

    /**
     * Returns what a report says of the controls: nothing where there were none, as of a key that
     * is wrapped in one call, or that is in no token.
     *
     * @param proven what is known of the wrapped bytes
     */
    public ControlsReport controls(Collection<WrapProof> proven) {
        return proven.contains(WrapProof.THESE_BYTES_IN_TOKEN)
                ? controls()
                : new ControlsReport(Optional.empty());
    }

    /** Returns the same for keys of a token, however each of them was wrapped. */
    public ControlsReport controls() {
        return new ControlsReport(
                policy.rule() == StrategyRule.ONE_SHOT
                        ? Optional.empty()
                        : Optional.of(policy.controls()));
    }

    /**
     * Looks for copies of keys in their tokens, and in that of the second proof.
     *
     * @throws KeyTransferException if one of them is stuck
     */
    public CopiesReport copies(Collection<TokenLease> tokens) throws KeyTransferException {
        return CopiesReport.of(
                Stream.concat(tokens.stream(), Stream.ofNullable(second)).map(TokenLease::token));
    }

    @Override
    public void close() {
        if (second != null) {
            second.close();
        }
    }
}
