package dev.keyhaul.cli.source;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.RecoveryKey;
import dev.keyhaul.pkcs11.token.SecondProof;
import dev.keyhaul.pkcs11.token.WrapPolicy;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a token wraps a key of its own under a KEK, and where the blob is proven a second time. */
public final class WrapOptions {
    private static final String PROVE_IN = "--prove-in";

    @Mixin private StrategyOption strategy = new StrategyOption();

    @Option(
            names = PROVE_IN,
            paramLabel = "URI",
            description =
                    "also unwrap the blob's bytes in another vendor's token and use the key there; give the recovery pair that a master copy of the key was made for:"
                            + " pkcs11:token=NAME;object=LABEL?module-path=PATH; or name its module with --module")
    private @Nullable TypedSource proveIn;

    @Option(
            names = "--prove-in-store",
            paramLabel = "D",
            description = "with --prove-in: the store with that master copy")
    private @Nullable Path store;

    @Option(
            names = "--prove-in-pin-file",
            paramLabel = "FILE",
            description = "with --prove-in: the PIN of that token")
    private @Nullable Path pinFile;

    /**
     * Opens the second token, if one is named; the caller closes the result after the keys.
     *
     * @param module may name the module of that token; the one of all tokens is not meant
     * @throws KeyTransferException if the pair or its master copies cannot be read
     */
    public CommandWrapPolicy open(ModuleOptions module, Console console)
            throws KeyTransferException {
        WrapPolicy policy = strategy.policy();
        if (proveIn == null) {
            if (store != null || pinFile != null) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        PROVE_IN + " is missing",
                        "give the recovery pair of the second token");
            }
            return new CommandWrapPolicy(policy, null);
        }
        return proven(policy, proveIn, module, console);
    }

    private CommandWrapPolicy proven(
            WrapPolicy policy, TypedSource named, ModuleOptions module, Console console)
            throws KeyTransferException {
        if (store == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--prove-in-store is missing: the pair of --prove-in must have a master copy of the key",
                    "give the store of that master copy");
        }
        TokenUri uri = OpenedSource.tokenUri(named);
        TokenLease token =
                CommandTokens.beside(List.of(), module.ofSecondToken(PROVE_IN), console)
                        .open(
                                uri,
                                CommandSecrets.of(
                                        SecretSource.of(
                                                        "PIN of the token of --prove-in",
                                                        "--prove-in-pin-file")
                                                .fromFile(pinFile)));
        try {
            RecoveryKey pair = token.token().recoveryKey(uri.key());
            RecordFacts.key(console.record(), KeyFact.RECIPIENT, pair.info(), token.token());
            Set<Fingerprint> kept = MasterCopyStore.open(store).keysFor(pair.publicKey());
            return new CommandWrapPolicy(
                    policy.provenBy(new SecondProof(pair, kept::contains)), token);
        } catch (KeyTransferException | RuntimeException e) {
            try (token) {
                throw e;
            }
        }
    }
}
