package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.PasswordOptions;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobOpener;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.PrivateKeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a rehearsal's blob. */
public final class ByokOpenCommand extends ReportingCommand {
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    private static final Headline HEADLINE =
            Headline.of("holds", "file", "modulus_bits", "curve", "aes_bits", "zero_padding_bytes");

    private static final int MAX_PEM_BYTES = 64 * 1024;

    @Parameters(paramLabel = "FILE", description = "the blob")
    private Path file = Path.of("");

    @Option(
            names = "--kek-key",
            required = true,
            paramLabel = "PRIVATE.pem",
            description = "the KEK's private half, PEM or DER")
    private Path kekKey = Path.of("");

    @Mixin private ExpectedKeyOption expected = new ExpectedKeyOption();

    @Mixin private PasswordOptions password = new PasswordOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        byte[] bytes = InputFile.read(file, MAX_BLOB_BYTES);
        BlobContent blob = InputFile.parsed(file, bytes, BlobContent::parse, FileKind.BLOB);
        Fingerprint wanted = expected.read().fingerprint();
        SwapSpace.warnIfClear(console::warnOnce);
        BlobOpener.Opened opened = open(blob, wanted);
        console.report(
                JsonObject.builder()
                        .put("file", file.toString())
                        .put("holds", wanted.toString())
                        .putAll(KeyReport.kind(opened.key()))
                        .put("zero_padding_bytes", opened.zeroPaddingBytes())
                        .build(),
                HEADLINE);
    }

    private BlobOpener.Opened open(BlobContent blob, Fingerprint wanted)
            throws KeyTransferException {
        byte[] pem = InputFile.read(kekKey, MAX_PEM_BYTES);
        try (SecretBytes kekPkcs8 =
                InputFile.parsed(
                        kekKey,
                        pem,
                        this::pkcs8,
                        FileKind.PRIVATE_KEY,
                        FileKind.ENCRYPTED_PRIVATE_KEY)) {
            return BlobOpener.open(blob, kekPkcs8, wanted, new SecureRandom());
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    private SecretBytes pkcs8(byte[] content) throws KeyTransferException {
        try (SecretBytes file = SecretBytes.copyOf(content)) {
            return PrivateKeyFile.parse(file, password.of(kekKey));
        }
    }
}
