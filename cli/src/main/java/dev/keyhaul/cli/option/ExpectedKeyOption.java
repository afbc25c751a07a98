package dev.keyhaul.cli.option;

import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The key that an operator was told to expect: its public half, or its fingerprint. */
public final class ExpectedKeyOption {
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String FINGERPRINT = "sha256:";

    @Option(
            names = "--expect",
            required = true,
            paramLabel = "PUB|sha256:HEX",
            description =
                    "the key's public half (PEM or DER), or its fingerprint, as you were told by another"
                            + " way")
    private String expected = "";

    /**
     * Reads what is expected.
     *
     * @throws KeyTransferException when it is neither a fingerprint nor a public key
     */
    public Fingerprint fingerprint() throws KeyTransferException {
        Optional<RSAPublicKey> key = publicKey();
        return key.isPresent() ? Fingerprint.of(key.get()) : Fingerprint.parse(expected);
    }

    /**
     * Returns {@code found} when it is what is expected.
     *
     * @throws CheckFailedException when it is another key
     */
    public RSAPublicKey require(RSAPublicKey found) throws KeyTransferException {
        Fingerprint wanted = fingerprint();
        if (!wanted.matches(found)) {
            throw new CheckFailedException(
                    "the key is " + Fingerprint.of(found) + ", expected was " + wanted,
                    "do not use it; find out where the other key comes from");
        }
        return found;
    }

    private Optional<RSAPublicKey> publicKey() throws KeyTransferException {
        return expected.startsWith(FINGERPRINT)
                ? Optional.empty()
                : Optional.of(
                        PublicKeyEncoding.parse(InputFile.read(Path.of(expected), MAX_FILE_BYTES)));
    }
}
