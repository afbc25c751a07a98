package dev.keyhaul.cli.key;

import dev.keyhaul.cli.option.KeyIdHex;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.core.MalformedIdentifierException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The token that gets a key, and what the key is called there. */
final class NewTokenKeyOptions {
    @Option(names = "--token", required = true, paramLabel = "NAME", description = "the token")
    String token = "";

    @Option(
            names = "--label",
            required = true,
            paramLabel = "L",
            description = "the key's label there, which must be new")
    private String label = "";

    @Option(
            names = "--key-id",
            paramLabel = "HEX",
            description =
                    "CKA_ID (default: SHA-1 of the modulus or point; of an AES key, the first 20 bytes of its"
                            + " fingerprint)")
    private @Nullable String id;

    String label() throws MalformedIdentifierException {
        return TokenNames.newLabel("--label", label);
    }

    Optional<byte[]> id() {
        return Optional.ofNullable(id).map(hex -> KeyIdHex.parse("--key-id", hex));
    }
}
