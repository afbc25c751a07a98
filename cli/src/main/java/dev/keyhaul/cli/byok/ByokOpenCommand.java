package dev.keyhaul.cli.byok;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.PasswordOptions;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobOpener;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.SwapSpace;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.pfx.PrivateKeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** Opens a rehearsal's blob. */
public record ByokOpenCommand(Given given) implements Command {
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    private static final Headline HEADLINE =
            Headline.of("holds", "file", "modulus_bits", "curve", "aes_bits", "zero_padding_bytes");

    private static final int MAX_PEM_BYTES = 64 * 1024;

    static final Opt.Sure<Path> FILE =
            Opt.positional("FILE", Kind.PATH, "the blob", new Reads()).required();

    static final Opt.Sure<Path> KEK_KEY =
            Opt.input("--kek-key PRIVATE.pem", "the KEK's private half, PEM or DER", Not.PROVES)
                    .required();

    public static final Rows ROWS =
            Rows.of(ByokOpenCommand.class)
                    .reporting(Report.class)
                    .and(JsonOption.ROWS)
                    .and(FILE, KEK_KEY)
                    .and(ExpectedKeyOption.ROWS, PasswordOptions.ROWS);

    /**
     * A blob that was opened.
     *
     * @param file the file
     * @param holds the fingerprint of the key in the blob, which is the expected one
     * @param zeroPaddingBytes zero bytes that the token put behind the key
     */
    record Report(Path file, Fingerprint holds, KeyReport.Kind kind, int zeroPaddingBytes) {}

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path file = given.get(FILE);
        byte[] bytes = InputFile.read(file, MAX_BLOB_BYTES);
        BlobContent blob = InputFile.parsed(file, bytes, BlobContent::parse, FileKind.BLOB);
        Fingerprint wanted = new ExpectedKeyOption(given).read().fingerprint();
        SwapSpace.warnIfClear(console::warnOnce);
        BlobOpener.Opened opened = open(blob, wanted);
        console.report(
                new Report(
                        file, wanted, KeyReport.Kind.of(opened.key()), opened.zeroPaddingBytes()),
                HEADLINE);
    }

    private BlobOpener.Opened open(BlobContent blob, Fingerprint wanted)
            throws KeyTransferException {
        Path file = given.get(KEK_KEY);
        byte[] pem = InputFile.read(file, MAX_PEM_BYTES);
        try (SecretBytes kekPkcs8 =
                InputFile.parsed(
                        file,
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
            return PrivateKeyFile.parse(file, new PasswordOptions(given).of(given.get(KEK_KEY)));
        }
    }
}
