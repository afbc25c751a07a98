package dev.keyhaul.cli.tpd;

import dev.keyhaul.adrms.report.ConversionReport;
import dev.keyhaul.adrms.tpd.DomainSource;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.PasswordOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.pbe.EncryptedPrivateKey;
import java.nio.file.Path;
import java.util.Optional;

/** Takes the key out of a domain. */
public record TpdConvertCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                    "keyless_file",
                    "key_file",
                    "server_id",
                    "fingerprint",
                    "mode",
                    "explanation",
                    "next_commands");

    static final Opt.Sure<Path> FILE =
            Opt.positional("F", Kind.PATH, "the exported domain", new Reads()).required();

    static final Opt.Sure<Path> KEYLESS_OUT =
            Opt.output("--keyless-out F2.xml", "the domain without its private key").required();

    static final Opt<Path> KEY_OUT =
            Opt.output("--key-out F3.pem", "the private key, PKCS#8 under a password");

    static final Opt<KeyIdentifier> KEY_URL =
            Opt.of(
                    "--key-url URL",
                    Kinds.keyId(),
                    "the imported key's URL with its version, for the commands that are printed");

    public static final Rows ROWS =
            Rows.of(TpdConvertCommand.class)
                    .reporting(ConversionReport.class)
                    .and(JsonOption.ROWS)
                    .and(FILE, KEYLESS_OUT, KEY_OUT, KEY_URL)
                    .and(ExpectedServerOption.ROWS, PasswordOptions.ROWS)
                    .and(NewPasswordOptions.ROWS, OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path from = given.get(FILE);
        OverwriteOption outputs = new OverwriteOption(given);
        OutputFile keyless = outputs.at(given.get(KEYLESS_OUT), console);
        Optional<OutputFile> key = outputs.ifNamed(given.get(KEY_OUT), console);
        try (TrustedPublishingDomain domain =
                DomainSource.openFile(from, new PasswordOptions(given).of(from))) {
            new ExpectedServerOption(given).requireIs(domain.info().certificate());
            byte[] keylessFile = domain.keylessFile();
            if (key.isPresent()) {
                key.get().write(encryptedKey(domain, key.get(), console));
            }
            keyless.write(keylessFile);
            console.report(
                    ConversionReport.of(
                            domain.info(),
                            from,
                            given.get(KEYLESS_OUT),
                            given.get(KEY_OUT),
                            given.get(KEY_URL)),
                    HEADLINE);
        }
    }

    private byte[] encryptedKey(TrustedPublishingDomain domain, OutputFile out, Console console)
            throws KeyTransferException {
        SwapSpace.warnIfClear(console::warnOnce);
        try (SoftwareKey key = domain.openKey();
                Passphrase password =
                        new NewPasswordOptions(given).of(out.path(), console).read()) {
            RsaKeyHealth health = RsaKeyHealth.of(key);
            health.weaknesses().forEach(console::warn);
            health.warnings().forEach(console::warn);
            return EncryptedPrivateKey.file(key, password);
        }
    }
}
