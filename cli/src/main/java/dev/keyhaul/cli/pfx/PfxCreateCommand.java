package dev.keyhaul.cli.pfx;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.source.OpenedSource;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.pfx.CertificateFile;
import dev.keyhaul.pfx.NewPfx;
import dev.keyhaul.pfx.SelfSignedCertificate;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** Writes a PKCS#12 file. */
public record PfxCreateCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of("file", "alias", "fingerprint", "certificate", "iterations");

    private static final int MAX_CERTIFICATE_BYTES = 1024 * 1024;
    private static final String DEFAULT_SUBJECT = "CN=Keyhaul";

    static final Opt.Sure<Path> OUT = Opt.output("-o --out F.pfx", "the PKCS#12 file").required();

    static final Opt<String> SUBJECT =
            Opt.text(
                    "--subject DN", "subject of the self-signed certificate (default: CN=Keyhaul)");

    static final Opt<Path> CERTIFICATE =
            Opt.input("--certificate F", "the key's certificate, and those above it, PEM or DER");

    static final Opt.Sure<String> ALIAS =
            Opt.text("--alias NAME", "the name of key and certificate in the file (default: key)")
                    .orElse("key");

    static final Opt.Sure<Boolean> LEGACY =
            Opt.flag(
                    "--legacy",
                    "use 3DES and SHA-1, for programs that support nothing newer",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(PfxCreateCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS, KeySourceOption.ROWS)
                    .and(OUT, SUBJECT, CERTIFICATE, ALIAS, LEGACY)
                    .and(AccessOptions.ROWS, NewPasswordOptions.ROWS, OverwriteOption.ROWS);

    /**
     * A PKCS#12 file that was written.
     *
     * @param file the file
     * @param alias the name of key and certificate in it
     * @param fingerprint the key's fingerprint: SHA-256 of its SubjectPublicKeyInfo
     * @param certificate the subject of the key's certificate
     * @param iterations iterations of the password's derivation
     */
    record Report(
            Path file, String alias, Fingerprint fingerprint, String certificate, int iterations) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        if (given.get(SUBJECT) != null && given.get(CERTIFICATE) != null) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--subject and --certificate cannot be used together",
                    "the certificate already has a subject");
        }
        Path out = given.get(OUT);
        boolean isLegacy = given.get(LEGACY);
        OutputFile file = new OverwriteOption(given).at(out, console);
        try (OpenedSource opened =
                OpenedSource.of(new KeySourceOption(given).source(), access(), console)) {
            SoftwareKey software = opened.requireSoftware("a PKCS#12 file contains the key itself");
            NewPfx.requirePair(software.description());
            List<X509Certificate> certificates = certificates(software);
            if (isLegacy) {
                console.warn(
                        "--legacy: 3DES and SHA-1 protect the key less than AES-256 and SHA-256"
                                + " do");
            }
            NewPfx modern = NewPfx.of(given.get(ALIAS), certificates);
            NewPfx pfx = isLegacy ? modern.withLegacy3Des() : modern;
            try (Passphrase password = new NewPasswordOptions(given).of(out, console).read()) {
                file.write(pfx.toFile(software, password, new SecureRandom()));
            }
            console.report(
                    new Report(
                            out,
                            given.get(ALIAS),
                            software.description().fingerprint(),
                            certificates.get(0).getSubjectX500Principal().getName(),
                            PasswordProtection.ITERATIONS),
                    HEADLINE);
        }
    }

    private List<X509Certificate> certificates(SoftwareKey software) throws KeyTransferException {
        Path certificate = given.get(CERTIFICATE);
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
                                given.find(SUBJECT).orElse(DEFAULT_SUBJECT),
                                Clock.systemUTC().instant(),
                                new SecureRandom()));
    }
}
