package dev.keyhaul.cli.key;

import dev.keyhaul.ceremony.ApprovalSubject;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.cli.command.ApprovedCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ExpectedKeyOption.ExpectedPublicKey;
import dev.keyhaul.cli.option.ImportPins;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.option.StrategyOption;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.secret.SecretSource;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.cli.source.CommandTokens;
import dev.keyhaul.cli.source.CommandWrapPolicy;
import dev.keyhaul.cli.source.GivenPins;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.TransferableKey;
import dev.keyhaul.core.source.TypedSource;
import dev.keyhaul.pkcs11.RestoreAs;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a key into a token. */
public final class KeyImportCommand extends ApprovedCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "fingerprint",
                    "label",
                    "token",
                    "type",
                    "bits",
                    "attributes",
                    "unwrapped_by",
                    "proof");

    private static final int WEAK_BITS = 1024;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "SOURCE",
            description =
                    "the key: a file (pfx:, pem:, aes:, tpd:FILE), a key in another token"
                            + " (pkcs11:…), or blob:FILE")
    private TypedSource source = TypedSource.of("");

    @Mixin private NewTokenKeyOptions place = new NewTokenKeyOptions();

    @Option(names = "--extractable", description = "the key can be wrapped again")
    private boolean extractable;

    @Option(
            names = "--expect",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "the key's public half or fingerprint, obtained out of band; required for a blob")
    private @Nullable String expect;

    @Option(
            names = "--recovery",
            paramLabel = "LABEL|URI",
            description =
                    "the pair that a blob was made for (default: the token's only recovery pair)")
    private @Nullable String recovery;

    @Option(
            names = "--allow-weaker-recipient",
            paramLabel = "HEX",
            description =
                    "allow the key with this fingerprint to become less protected than it is now")
    private @Nullable Fingerprint weakerRecipient;

    @Mixin private StrategyOption strategy = new StrategyOption();

    @Mixin private ImportPins pins = new ImportPins();

    @Mixin private ModuleOptions module = new ModuleOptions();

    @Mixin private PfxOptions file = new PfxOptions();

    @Option(names = "--allow-weak-key", description = "allow RSA-1024, with a warning")
    private boolean allowWeakKey;

    @Override
    protected void run(Console console) throws KeyTransferException {
        RestoreAs.TokenObject as = as();
        Optional<ExpectedPublicKey> expected =
                expect == null ? Optional.empty() : Optional.of(ExpectedKeyOption.read(expect));
        if (Sources.intoToken().parse(source) instanceof NamedBlob blob) {
            importBlob(blob, as, expected.orElseThrow(KeyImportCommand::nobodySaysWhose), console);
        } else if (recovery != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--recovery can only be used with blob:FILE",
                    "leave it out: the token makes a pair for the import");
        } else {
            importKey(as, expected, console);
        }
    }

    private RestoreAs.TokenObject as() throws KeyTransferException {
        RestoreAs.TokenObject as = RestoreAs.tokenKey(place.label()).allowing(weakerRecipient);
        Optional<byte[]> id = place.id();
        as = id.isPresent() ? as.withId(id.get()) : as;
        return extractable ? as.asExtractable() : as;
    }

    /** The evidence key is in one of the two tokens, unless it has a PIN of its own. */
    @Override
    protected AccessOptions access() {
        return access(pins.source().isNamed() ? pins.source() : pins.token());
    }

    private AccessOptions access(SecretSource pin) {
        AccessOptions access = AccessOptions.of(module, file, pin);
        access.allowWeakKey = allowWeakKey;
        return access;
    }

    @Override
    protected void givePins(GivenPins given) {
        given.ofKey(pins.source());
        given.ofToken(pins.token());
    }

    private void importKey(RestoreAs as, Optional<ExpectedPublicKey> expected, Console console)
            throws KeyTransferException {
        try (OpenedSource opened = OpenedSource.of(source, access(pins.source()), console)) {
            new CommandWrapPolicy(strategy).applyTo(opened.key());
            RecordFacts.target(console.record(), opened.key());
            if (expected.isPresent()) {
                requireExpected(opened.key(), expected.get().fingerprint());
            }
            try (TokenLease home = destination(opened, console)) {
                opened.key().requireMayGoTo(home.token().protection(), weakerRecipient);
                Fingerprint fingerprint = opened.key().description().fingerprint();
                approve(fingerprint, opened.place(), WorkKeys.none(), home, console);
                AdRmsKey.tell(opened.key(), home.token().info(), console);
                try (TokenKey key = home.token().importKey(opened.key(), as)) {
                    report(key, home.token(), "a pair made for this import", console);
                }
            }
        }
    }

    private TokenUri homeUri() throws KeyTransferException {
        return TokenUri.of(TokenNames.token(place.token));
    }

    private TokenLease home(Console console) throws KeyTransferException {
        return CommandTokens.byLabel(place.token, access(pins.token()).token, console);
    }

    private TokenLease destination(OpenedSource opened, Console console)
            throws KeyTransferException {
        return opened.token().isPresent()
                ? CommandTokens.beside(List.of(opened.token().get()), module, console)
                        .open(homeUri(), CommandSecrets.of(pins.token()))
                : home(console);
    }

    private void importBlob(
            NamedBlob blob, RestoreAs as, ExpectedPublicKey expected, Console console)
            throws KeyTransferException {
        byte[] file = blob.read();
        console.record().read("blob", blob.path(), file);
        byte[] ciphertext = NamedBlob.ciphertext(file);
        try (TokenLease home = home(console)) {
            RecoveryKey pair = recoveryPair(home.token());
            console.record()
                    .key(
                            new KeyFact(
                                    KeyFact.TARGET,
                                    expected.fingerprint().toString(),
                                    source.text(),
                                    "expected, from the operator"));
            approve(
                    expected.fingerprint(),
                    "blob of SHA-256 " + Sha256.hex(ciphertext),
                    recipient(pair),
                    home,
                    console);
            try (TokenKey key =
                    expected.key().isPresent()
                            ? pair.restore(ciphertext, expected.key().get(), as)
                            : pair.restore(ciphertext, expected.fingerprint(), as)) {
                report(key, home.token(), pair.info().toString(), console);
            }
        }
    }

    private void approve(
            Fingerprint key, String from, WorkKeys others, TokenLease home, Console console)
            throws KeyTransferException {
        approve(
                ApprovalSubject.to("key import")
                        .with("key", key)
                        .with("from", from)
                        .with("to_token", home.token().info().label())
                        .with("serial", home.token().info().serial()),
                WorkKeys.target(key).and(others),
                console);
    }

    private static WorkKeys recipient(RecoveryKey pair) {
        return WorkKeys.of(KeyFact.RECIPIENT, List.of(Fingerprint.of(pair.publicKey()).toString()));
    }

    private RecoveryKey recoveryPair(Token home) throws KeyTransferException {
        if (recovery == null) {
            return home.onlyRecoveryKey();
        }
        return home.recoveryKey(
                TokenUri.isUri(recovery)
                        ? TokenUri.parse(TypedSource.of(recovery)).key()
                        : TokenNames.key(recovery));
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

    private void report(TokenKey key, Token home, String under, Console console)
            throws KeyTransferException {
        RecordFacts.imported(console.record(), key);
        if (key.info().isRsa() && key.info().lengthBits() <= WEAK_BITS) {
            console.warn("RSA-1024 does not protect an active key adequately");
        }
        console.report(
                ModuleReport.in(TokenKeyReport.imported(key.info(), home, under), home.module()),
                HEADLINE);
    }
}
