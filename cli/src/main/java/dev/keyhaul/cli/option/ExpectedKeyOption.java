package dev.keyhaul.cli.option;

import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.evidence.TrustedSigner;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.TypedPath;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The key that an operator was told to expect: its public half, or its fingerprint. */
public record ExpectedKeyOption(Given given) {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    public static final Opt.Sure<String> EXPECT =
            Opt.of(
                            "--expect PUB|sha256:HEX",
                            Kinds.textOrFile(),
                            "the key's public half (PEM or DER), or its fingerprint, obtained out of"
                                    + " band",
                            Not.PROVES)
                    .required();

    public static final Rows ROWS = Rows.of(ExpectedKeyOption.class).and(EXPECT);

    /**
     * Reads what is expected, once.
     *
     * @throws KeyTransferException when it is neither a fingerprint nor a public key
     */
    public ExpectedPublicKey read() throws KeyTransferException {
        return read(given.get(EXPECT));
    }

    /**
     * Reads what a command expects that does not always ask for it.
     *
     * @throws KeyTransferException when it is neither a fingerprint nor a public key
     */
    public static ExpectedPublicKey read(String expected) throws KeyTransferException {
        if (TypedFingerprint.isOne(expected)) {
            return new ExpectedPublicKey(TypedFingerprint.parse(expected), Optional.empty());
        }
        KeyDescription key =
                InputFile.parse(
                        TypedPath.of(expected),
                        MAX_FILE_BYTES,
                        PublicKeyEncoding::parseKey,
                        FileKind.PUBLIC_KEY);
        return new ExpectedPublicKey(key.fingerprint(), Optional.of(key));
    }

    /**
     * Reads the evidence keys that are trusted, each a public key or its fingerprint.
     *
     * @throws KeyTransferException when one is neither
     */
    public static List<TrustedSigner> signers(List<String> keys) throws KeyTransferException {
        List<TrustedSigner> trusted = new ArrayList<>();
        for (String key : keys) {
            trusted.add(new TrustedSigner(read(key).fingerprint()));
        }
        return trusted;
    }

    /**
     * What was expected.
     *
     * @param fingerprint the key's fingerprint
     * @param key the key itself, where it was given
     */
    public record ExpectedPublicKey(Fingerprint fingerprint, Optional<KeyDescription> key) {}
}
