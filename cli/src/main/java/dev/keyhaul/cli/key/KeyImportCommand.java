package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.ApprovalOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ExpectedKeyOption.ExpectedPublicKey;
import dev.keyhaul.cli.option.ImportPins;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.report.CopiesReport;
import dev.keyhaul.pkcs11.report.GuardReport;
import dev.keyhaul.pkcs11.report.ModuleReport;
import dev.keyhaul.pkcs11.report.TokenKeyReport;
import dev.keyhaul.pkcs11.source.NamedBlob;
import dev.keyhaul.pkcs11.source.TokenLease;
import dev.keyhaul.pkcs11.source.TokenUri;
import dev.keyhaul.pkcs11.token.RecoveryKey;
import dev.keyhaul.pkcs11.token.Token;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.workflow.record.RecordFacts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Brings a key into a token. */
public record KeyImportCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                            "fingerprint",
                            "label",
                            "token",
                            "type",
                            "bits",
                            "attributes",
                            "unwrapped_by",
                            "proof")
                    .alwaysInOneLine("guard_not_shown", "template_without");

    private static final int WEAK_BITS = 1024;

    static final Opt.Sure<TypedSource> KEY =
            Opt.of(
                            "--key SOURCE",
                            Kinds.source(),
                            "the key: a file (pfx:, pem:, aes:, tpd:FILE), a key in another token"
                                    + " (pkcs11:…), or blob:FILE")
                    .required();

    static final Opt.Sure<Boolean> EXTRACTABLE =
            Opt.flag("--extractable", "the key can be wrapped again", Not.LOOSENS);

    static final Opt<String> EXPECT =
            Opt.of(
                    "--expect PUB|sha256:HEX",
                    Kinds.textOrFile(),
                    "the key's public half or fingerprint, obtained out of band; required for a blob",
                    Not.PROVES);

    static final Opt<String> RECOVERY =
            Opt.of(
                    "--recovery LABEL|URI",
                    Kinds.textOrFile(),
                    "the pair that a blob was made for (default: the token's only recovery pair)");

    static final Opt<Fingerprint> ALLOW_WEAKER_RECIPIENT =
            Opt.of(
                    "--allow-weaker-recipient HEX",
                    Kinds.fingerprint(),
                    "allow the key with this fingerprint to become less protected than it is now",
                    Not.LOOSENS);

    static final Opt.Sure<Boolean> ALLOW_WEAK_KEY =
            Opt.flag("--allow-weak-key", "allow RSA-1024, with a warning", Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(KeyImportCommand.class)
                    .reporting(Report.class)
                    .and(ApprovalOptions.ROWS)
                    .and(KEY)
                    .and(NewTokenKeyOptions.ROWS)
                    .and(EXTRACTABLE, EXPECT, RECOVERY, ALLOW_WEAKER_RECIPIENT)
                    .and(StrategyOption.ROWS, ImportPins.ROWS)
                    .and(ModuleOptions.ROWS, PfxOptions.ROWS)
                    .and(ALLOW_WEAK_KEY);

    /**
     * A key that was imported into a token.
     *
     * @param token the token's label
     * @param unwrappedBy what unwrapped the key
     * @param proof how it was proven
     */
    record Report(
            TokenKeyReport key,
            String token,
            String unwrappedBy,
            String proof,
            GuardReport guard,
            CopiesReport copies,
            ModuleReport.Used module) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        RestoreAs.TokenObject as = as();
        String expect = given.get(EXPECT);
        Optional<ExpectedPublicKey> expected =
                expect == null ? Optional.empty() : Optional.of(ExpectedKeyOption.read(expect));
        if (Sources.intoToken().parse(given.get(KEY)) instanceof NamedBlob blob) {
            importBlob(blob, as, expected.orElseThrow(KeyImportCommand::nobodySaysWhose), call);
        } else if (given.has(RECOVERY)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--recovery can only be used with blob:FILE",
                    "leave it out: the token makes a pair for the import");
        } else {
            importKey(as, expected, call);
        }
    }

    private RestoreAs.TokenObject as() throws KeyTransferException {
        NewTokenKeyOptions to = new NewTokenKeyOptions(given);
        RestoreAs.TokenObject as =
                RestoreAs.tokenKey(to.label()).allowing(given.get(ALLOW_WEAKER_RECIPIENT));
        Optional<byte[]> id = to.id();
        as = id.isPresent() ? as.withId(id.get()) : as;
        return given.get(EXTRACTABLE) ? as.asExtractable() : as;
    }

    /** The evidence key is in one of the two tokens, unless it has a PIN of its own. */
    @Override
    public AccessOptions access() {
        ImportPins pins = new ImportPins(given);
        return access(pins.source().isNamed() ? pins.source() : pins.token());
    }

    private AccessOptions access(SecretSource pin) {
        return AccessOptions.of(
                new ModuleOptions(given), new PfxOptions(given), pin, given.get(ALLOW_WEAK_KEY));
    }

    @Override
    public void givePins(GivenPins tokens) {
        ImportPins pins = new ImportPins(given);
        tokens.ofKey(pins.source());
        tokens.ofToken(pins.token());
    }

    private void importKey(RestoreAs as, Optional<ExpectedPublicKey> expected, Call call)
            throws KeyTransferException {
        Console console = call.console();
        AccessOptions access = access(new ImportPins(given).source());
        try (OpenedSource opened = OpenedSource.of(given.get(KEY), access, console)) {
            new CommandWrapPolicy(new StrategyOption(given)).applyTo(opened.key());
            RecordFacts.target(console.record(), opened.key());
            if (expected.isPresent()) {
                requireExpected(opened.key(), expected.get().fingerprint());
            }
            try (TokenLease home = home(opened.token(), console)) {
                Token token = home.token();
                opened.key().requireMayGoTo(token.protection(), given.get(ALLOW_WEAKER_RECIPIENT));
                Fingerprint fingerprint = opened.key().description().fingerprint();
                approve(fingerprint, opened.place(), WorkKeys.none(), token, call);
                AdRmsKey.tell(opened.key(), token.info(), console);
                try (TokenKey key = token.importKey(opened.key(), as)) {
                    report(key, opened.token(), token, "a pair made for this import", console);
                }
            }
        }
    }

    /** Opens the token that gets the key, beside that which has it, if one has. */
    private TokenLease home(Optional<TokenLease> beside, Console console)
            throws KeyTransferException {
        return CommandTokens.beside(beside.stream().toList(), new ModuleOptions(given), console)
                .open(
                        TokenUri.of(TokenNames.token(new NewTokenKeyOptions(given).token())),
                        CommandSecrets.of(new ImportPins(given).token()));
    }

    private void importBlob(NamedBlob blob, RestoreAs as, ExpectedPublicKey expected, Call call)
            throws KeyTransferException {
        Console console = call.console();
        byte[] file = blob.read();
        console.record().read("blob", blob.path(), file);
        byte[] ciphertext = NamedBlob.ciphertext(file);
        try (TokenLease lease = home(Optional.empty(), console)) {
            Token home = lease.token();
            RecoveryKey pair = recoveryPair(home);
            Fingerprint wanted = expected.fingerprint();
            String from = given.get(KEY).text();
            console.record()
                    .key(KeyFact.of(KeyFact.TARGET, wanted, from, "expected, from the operator"));
            approve(
                    wanted,
                    "blob of SHA-256 " + Sha256.hex(ciphertext),
                    recipient(pair),
                    home,
                    call);
            try (TokenKey key =
                    expected.key().isPresent()
                            ? pair.restore(ciphertext, expected.key().get(), as)
                            : pair.restore(ciphertext, wanted, as)) {
                report(key, Optional.empty(), home, pair.info().toString(), console);
            }
        }
    }

    private static void approve(
            Fingerprint key, String from, WorkKeys others, Token home, Call call)
            throws KeyTransferException {
        call.approve(
                ApprovalSubject.to("key import")
                        .with("key", key)
                        .with("from", from)
                        .with("to_token", home.info().label())
                        .with("serial", home.info().serial()),
                WorkKeys.target(key).and(others));
    }

    private static WorkKeys recipient(RecoveryKey pair) {
        return WorkKeys.of(KeyFact.RECIPIENT, List.of(Fingerprint.of(pair.publicKey()).toString()));
    }

    private RecoveryKey recoveryPair(Token home) throws KeyTransferException {
        String named = given.get(RECOVERY);
        if (named == null) {
            return home.onlyRecoveryKey();
        }
        return home.recoveryKey(
                TokenUri.isUri(named)
                        ? TokenUri.parse(TypedSource.of(named)).key()
                        : TokenNames.key(named));
    }

    private static UsageException nobodySaysWhose() {
        return new UsageException(
                Reason.OPTION_MISSING,
                "a blob does not show which key it contains",
                "give --expect with the public key or its fingerprint, from the key's owner");
    }

    private static void requireExpected(TransferableKey key, Fingerprint wanted)
            throws CheckFailedException {
        if (!wanted.equals(key.description().fingerprint())) {
            throw new CheckFailedException(
                    Reason.KEY_DIFFERS,
                    "the key is " + key.description().fingerprint() + ", not " + wanted,
                    "nothing was imported; check which key you mean");
        }
    }

    private void report(
            TokenKey key, Optional<TokenLease> source, Token home, String under, Console console)
            throws KeyTransferException {
        RecordFacts.imported(console.record(), key);
        if (key.info().isRsa() && key.info().lengthBits() <= WEAK_BITS) {
            console.warn("RSA-1024 does not protect an active key adequately");
        }
        console.report(
                new Report(
                        TokenKeyReport.of(key.info(), home),
                        home.info().label(),
                        under,
                        TokenKeyReport.importProof(key.info()),
                        GuardReport.of(key.info()),
                        CopiesReport.of(
                                Stream.concat(
                                        source.stream().map(TokenLease::token), Stream.of(home))),
                        ModuleReport.Used.of(home.module())),
                HEADLINE);
    }
}
