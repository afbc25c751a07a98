package dev.keyhaul.cli.pfx;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.CertificateFile;
import dev.keyhaul.pfx.NewPfx;
import dev.keyhaul.pfx.SelfSignedCertificate;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import dev.keyhaul.pfx.report.PfxReport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a PKCS#12 file. */
public final class PfxCreateCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("file", "alias", "fingerprint", "certificate", "iterations");

    private static final int MAX_CERTIFICATE_BYTES = 1024 * 1024;
    private static final String DEFAULT_SUBJECT = "CN=Keyhaul";

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "F.pfx",
            description = "the PKCS#12 file")
    private Path out = Path.of("");

    @Option(
            names = "--subject",
            paramLabel = "DN",
            description = "subject of the self-signed certificate (default: CN=Keyhaul)")
    private @Nullable String subject;

    @Option(
            names = "--certificate",
            paramLabel = "F",
            description = "the key's certificate, and those above it, PEM or DER")
    private @Nullable Path certificate;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "the name of key and certificate in the file (default: key)")
    private String alias = "key";

    @Option(
            names = "--legacy",
            description = "use 3DES and SHA-1, for programs that support nothing newer")
    private boolean legacy;

    @Mixin private AccessOptions access = new AccessOptions();

    @Mixin private NewPasswordOptions newPassword = new NewPasswordOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (subject != null && certificate != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--subject and --certificate cannot be used together",
                    "the certificate already has a subject");
        }
        OutputFile file = overwrite.at(out, console);
        try (OpenedSource opened = OpenedSource.of(key.source, access, console)) {
            SoftwareKey software = opened.requireSoftware("a PKCS#12 file contains the key itself");
            NewPfx.requirePair(software.description());
            List<X509Certificate> certificates = certificates(software);
            if (legacy) {
                console.warn(
                        "--legacy: 3DES and SHA-1 protect the key less than AES-256 and SHA-256"
                                + " do");
            }
            NewPfx pfx =
                    new NewPfx(
                            alias,
                            certificates,
                            legacy ? PasswordProtection.LEGACY_3DES : PasswordProtection.PBKDF2);
            try (Passphrase password = newPassword.of(out, console).read()) {
                file.write(pfx.toFile(software, password, new SecureRandom()));
            }
            console.report(PfxReport.ofNew(out, alias, software, certificates.get(0)), HEADLINE);
        }
    }

    private List<X509Certificate> certificates(SoftwareKey software) throws KeyTransferException {
        return certificate != null
                ? InputFile.parse(
                        certificate,
                        MAX_CERTIFICATE_BYTES,
                        content ->
                                CertificateFile.parse(
                                        content, software.description().fingerprint()),
                        FileKind.CERTIFICATE)
                : List.of(
                        SelfSignedCertificate.of(
                                software,
                                subject == null ? DEFAULT_SUBJECT : subject,
                                Clock.systemUTC().instant(),
                                new SecureRandom()));
    }
}
