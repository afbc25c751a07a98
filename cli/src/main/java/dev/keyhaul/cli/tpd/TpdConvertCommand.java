package dev.keyhaul.cli.tpd;

import dev.keyhaul.adrms.report.ConversionReport;
import dev.keyhaul.adrms.tpd.DomainSource;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.ExpectedServerOption;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.option.PasswordOptions;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes the key out of a domain. */
public final class TpdConvertCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "keyless_file",
                    "key_file",
                    "server_id",
                    "fingerprint",
                    "mode",
                    "explanation",
                    "next_commands");

    @Parameters(paramLabel = "F", description = "the exported domain")
    private Path file = Path.of("");

    @Option(
            names = "--keyless-out",
            required = true,
            paramLabel = "F2.xml",
            description = "the domain without its private key")
    private Path keylessOut = Path.of("");

    @Option(
            names = "--key-out",
            paramLabel = "F3.pem",
            description = "the private key, PKCS#8 under a password")
    private @Nullable Path keyOut;

    @Option(
            names = "--key-url",
            paramLabel = "URL",
            description =
                    "the imported key's URL with its version, for the commands that are printed")
    private @Nullable KeyIdentifier keyUrl;

    @Mixin private ExpectedServerOption expected = new ExpectedServerOption();

    @Mixin private PasswordOptions password = new PasswordOptions();

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        OutputFile keyless = overwrite.at(keylessOut, console);
        Optional<OutputFile> key = overwrite.ifNamed(keyOut, console);
        try (TrustedPublishingDomain domain = DomainSource.openFile(file, password.of(file))) {
            expected.requireIs(domain.info().certificate());
            byte[] keylessFile = domain.keylessFile();
            if (key.isPresent()) {
                key.get().write(encryptedKey(domain, key.get(), console));
            }
            keyless.write(keylessFile);
            console.report(
                    ConversionReport.of(domain.info(), file, keylessOut, keyOut, keyUrl), HEADLINE);
        }
    }

    private byte[] encryptedKey(TrustedPublishingDomain domain, OutputFile out, Console console)
            throws KeyTransferException {
        SwapSpace.warnIfClear(console::warnOnce);
        try (SoftwareKey key = domain.openKey();
                Passphrase password = newPassword.of(out.path(), console).read()) {
            RsaKeyHealth health = RsaKeyHealth.of(key);
            health.weaknesses().forEach(console::warn);
            health.warnings().forEach(console::warn);
            return EncryptedPrivateKey.file(key, password);
        }
    }
}
