package dev.keyhaul.cli.source;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Harmless;
import dev.keyhaul.cli.row.Trait.Not;
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

/** How a token wraps a key of its own under a KEK, and where the blob is proven a second time. */
public record WrapOptions(Given given) {

    static final Opt<TypedSource> PROVE_IN =
            Opt.of(
                    "--prove-in URI",
                    Kinds.source(),
                    "also unwrap the blob's bytes in another vendor's token and use the key there; give the recovery pair that a master copy of the key was made for:"
                            + " pkcs11:token=NAME;object=LABEL?module-path=PATH; or name its module with --module");

    static final Opt<Path> PROVE_IN_STORE =
            Opt.folder("--prove-in-store D", "with --prove-in: the store with that master copy");

    static final Opt<Path> PROVE_IN_PIN_FILE =
            Opt.input(
                    "--prove-in-pin-file FILE",
                    "with --prove-in: the PIN of that token",
                    Not.SECRET,
                    Harmless.SECRET);

    public static final Rows ROWS =
            Rows.of(WrapOptions.class, Heading.PROOF)
                    .and(StrategyOption.ROWS)
                    .and(PROVE_IN, PROVE_IN_STORE, PROVE_IN_PIN_FILE);

    /**
     * Opens the second token, if one is named; the caller closes the result after the keys.
     *
     * @param module may name the module of that token; the one of all tokens is not meant
     * @throws KeyTransferException if the pair or its master copies cannot be read
     */
    public CommandWrapPolicy open(ModuleOptions module, Console console)
            throws KeyTransferException {
        WrapPolicy policy = new StrategyOption(given).policy();
        TypedSource named = given.get(PROVE_IN);
        if (named == null) {
            if (given.has(PROVE_IN_STORE) || given.has(PROVE_IN_PIN_FILE)) {
                throw new UsageException(
                        Reason.OPTION_MISSING,
                        PROVE_IN.name() + " is missing",
                        "give the recovery pair of the second token");
            }
            return new CommandWrapPolicy(policy, null);
        }
        return proven(policy, named, module, console);
    }

    private CommandWrapPolicy proven(
            WrapPolicy policy, TypedSource named, ModuleOptions module, Console console)
            throws KeyTransferException {
        Path store = given.get(PROVE_IN_STORE);
        if (store == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--prove-in-store is missing: the pair of --prove-in must have a master copy of the key",
                    "give the store of that master copy");
        }
        TokenUri uri = OpenedSource.tokenUri(named);
        SecretSource pin =
                SecretSource.of("PIN of the token of --prove-in", PROVE_IN_PIN_FILE.name())
                        .fromFile(given.get(PROVE_IN_PIN_FILE));
        TokenLease token =
                CommandTokens.beside(List.of(), module.ofSecondToken(PROVE_IN.name()), console)
                        .open(uri, CommandSecrets.of(pin));
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
