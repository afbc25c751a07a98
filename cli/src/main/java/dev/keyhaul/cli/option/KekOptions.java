package dev.keyhaul.cli.option;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.byok.BareWrappingKey;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.ceremony.KeyFact;
import dev.keyhaul.core.ceremony.RecordDraft;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which KEK is used, and who vouches for it. */
public final class KekOptions {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** The file. */
    @Option(
            names = "--kek",
            required = true,
            paramLabel = "FILE",
            description =
                    "the record of 'kek download', the JSON of 'az keyvault key show', or PEM or DER with"
                            + " --kid and --kek-sha256")
    public Path file = Path.of("");

    @Option(
            names = "--kid",
            paramLabel = "URL",
            description = "the KEK's identifier with version, where the file does not hold it")
    private @Nullable KeyIdentifier kid;

    @Option(
            names = "--kek-sha256",
            paramLabel = "HEX",
            description =
                    "fingerprint of the KEK (SHA-256 of its SubjectPublicKeyInfo), as a second person gave"
                            + " it")
    private @Nullable Fingerprint fingerprint;

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description = "the vault of the import: the KEK must be in it")
    private @Nullable VaultHost vault;

    /**
     * Reads the KEK and shows its warnings.
     *
     * @throws KeyTransferException when it is malformed, against the rules, or not vouched for
     */
    public KeyExchangeKey read(Console console) throws KeyTransferException {
        byte[] bytes = InputFile.read(file, MAX_FILE_BYTES);
        try {
            KeyExchangeKey kek =
                    KeyExchangeKey.read(
                            bytes,
                            Optional.ofNullable(kid),
                            vouchedFor(bytes),
                            Clock.systemUTC().instant());
            if (vault != null) {
                kek.requireIn(vault);
            }
            kek.warnings().forEach(console::warn);
            console.record().read(KeyFact.KEK, file, bytes);
            Noted.kek(console.record(), kek);
            return kek;
        } finally {
            // It may be a private key after all.
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Reads a KEK without identifier, for formats other than Azure's.
     *
     * @param record notes it
     * @throws KeyTransferException when it is malformed, against the rules, or not vouched for
     */
    public BareWrappingKey readBare(RecordDraft record) throws KeyTransferException {
        if (kid != null || vault != null) {
            throw new UsageException(
                    "--kid and --vault belong to format azure",
                    "leave them out, or leave --format out");
        }
        byte[] bytes = InputFile.read(file, MAX_FILE_BYTES);
        try {
            BareWrappingKey kek =
                    BareWrappingKey.read(
                            bytes,
                            fingerprint == null && Terminal.get().isPresent()
                                    ? confirmed(bytes)
                                    : Optional.ofNullable(fingerprint));
            record.read(KeyFact.KEK, file, bytes);
            record.key(
                    KeyFact.of(
                            KeyFact.KEK,
                            kek.publicKey(),
                            file.toString(),
                            "vouched for by " + kek.vouchedFor()));
            return kek;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * A bare key may be confirmed by a person at the terminal, who has compared the fingerprint.
     */
    private Optional<Fingerprint> vouchedFor(byte[] bytes) throws KeyTransferException {
        if (fingerprint != null
                || kid == null
                || Terminal.get().isEmpty()
                || KekRecord.looksLikeJson(bytes)) {
            return Optional.ofNullable(fingerprint);
        }
        return confirmed(bytes);
    }

    private static Optional<Fingerprint> confirmed(byte[] bytes) throws KeyTransferException {
        Fingerprint found = Fingerprint.of(PublicKeyEncoding.parse(bytes));
        return Terminal.ask(
                        "The KEK's fingerprint is%n  %s%nDoes a second person read the same? (yes/no) ",
                        found)
                .filter("yes"::equals)
                .map(yes -> found);
    }
}
