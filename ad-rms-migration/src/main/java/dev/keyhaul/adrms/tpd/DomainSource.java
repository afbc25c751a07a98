package dev.keyhaul.adrms.tpd;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * {@code tpd:FILE}: the key of a trusted publishing domain. Stateless: any thread may use it.
 *
 * @since 0.1.0
 */
public final class DomainSource implements KeySource {
    /** Makes the source. */
    public DomainSource() {}

    @Override
    public String scheme() {
        return "tpd";
    }

    @Override
    public String form() {
        return "tpd:FILE";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) {
        Path file = baseFolder.resolve(rest);
        return NamedKey.inFile(file, NamedKey.Secret.PASSWORD, context -> key(file, context));
    }

    private static OpenedKey key(Path file, SourceContext context) throws KeyTransferException {
        try (TrustedPublishingDomain domain =
                openFile(file, () -> context.secrets().password(file.toString()))) {
            context.tell(
                    "nothing in a trusted publishing domain proves that it is genuine: compare"
                            + " server "
                            + domain.info().keyId()
                            + " with the live cluster");
            return OpenedKey.of(domain.openKey());
        }
    }

    /**
     * Reads and decrypts a domain, which the caller closes; the password is asked for last.
     *
     * @throws KeyTransferException when it cannot be read, is longer than {@link
     *     TrustedPublishingDomain#MAX_FILE_BYTES}, or the password is wrong
     */
    public static TrustedPublishingDomain openFile(Path file, PasswordSource password)
            throws KeyTransferException {
        Arguments.notNull("password", password);
        byte[] content = InputFile.read(file, TrustedPublishingDomain.MAX_FILE_BYTES);
        FileKind.require(file, content, FileKind.TPD);
        try (Passphrase secret = password.read()) {
            return InputFile.parsed(
                    file, content, bytes -> open(bytes, file, secret), FileKind.TPD);
        }
    }

    private static TrustedPublishingDomain open(byte[] content, Path file, Passphrase secret)
            throws KeyTransferException {
        try {
            return TrustedPublishingDomain.open(
                    content, file.toString(), secret, new SecureRandom());
        } catch (WrongSecretException e) {
            throw secret.explain(e);
        }
    }
}
