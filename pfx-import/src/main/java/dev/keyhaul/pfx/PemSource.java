package dev.keyhaul.pfx;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.der.WipedRsaNumbers;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.core.host.HostHint;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.secret.SecretBytes;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.pfx.blob.WindowsKeyFile;
import dev.keyhaul.pfx.pbe.AesPrivateKeyInfo;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code pem:FILE}: a private key in a file of its own. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class PemSource implements KeySource {
    private static final int MAX_FILE_BYTES = 64 * 1024;

    /** Makes the source. */
    public PemSource() {}

    @Override
    public String scheme() {
        return "pem";
    }

    @Override
    public String form() {
        return "pem:FILE";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        Path file = baseFolder.resolve(rest);
        return NamedKey.inFile(
                file, NamedKey.Secret.PASSWORD, context -> OpenedKey.of(open(file, context)));
    }

    private static SoftwareKey open(Path file, SourceContext context) throws KeyTransferException {
        AtomicBoolean encrypted = new AtomicBoolean();
        SoftwareKey key =
                open(
                        file,
                        () -> {
                            encrypted.set(true);
                            return context.secrets().password(file.toString());
                        });
        if (!encrypted.get() && OwnerOnly.isOpenToOthers(file)) {
            context.warn(
                    "other users can read or write "
                            + file
                            + ", which contains the private key in the clear: "
                            + HostHint.PRIVATE_FILE.text()
                            + ", and "
                            + "consider who may have read it");
        }
        return key;
    }

    /**
     * Reads the private key in a file, which the caller closes.
     *
     * @param password is asked only when the file is encrypted
     * @throws KeyTransferException when it cannot be read, is longer than 64 KiB, or does not open
     */
    public static SoftwareKey open(Path file, PasswordSource password) throws KeyTransferException {
        Arguments.notNull("password", password);
        byte[] content = InputFile.read(file, MAX_FILE_BYTES);
        try (SecretBytes pkcs8 =
                InputFile.parsed(
                        file,
                        content,
                        bytes -> pkcs8(bytes, password),
                        FileKind.PRIVATE_KEY,
                        FileKind.ENCRYPTED_PRIVATE_KEY,
                        FileKind.WINDOWS_KEY)) {
            KeyOrigin origin = KeyOrigin.software(file.toString());
            Optional<SecretBytes> aes = pkcs8.withRawSecretBytes(AesPrivateKeyInfo::raw);
            if (aes.isPresent()) {
                try (SecretBytes raw = aes.get()) {
                    return SoftwareKey.fromAes(
                            raw.withRawSecretBytes(byte[]::clone), origin, new SecureRandom());
                }
            }
            return SoftwareKey.fromPkcs8(pkcs8.withRawSecretBytes(byte[]::clone), origin);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Each reader knows its own files by how they begin; the first that does reads it. */
    private static SecretBytes pkcs8(byte[] content, PasswordSource password)
            throws KeyTransferException {
        if (PrivateKeyFile.isPemOrDer(content)) {
            return PrivateKeyFile.parse(content, password);
        } else if (WindowsKeyFile.isOne(content)) {
            try (WipedRsaNumbers numbers = WindowsKeyFile.parse(content, password)) {
                return SecretBytes.moveFrom(numbers.toPkcs8());
            }
        }
        throw new MalformedInputException(
                Reason.KEY_FILE_FORM,
                "not a private key in PEM, DER, CryptoAPI, CNG or PVK form",
                "convert it with 'openssl pkcs8 -topk8'");
    }
}
