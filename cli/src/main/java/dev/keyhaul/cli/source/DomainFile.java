package dev.keyhaul.cli.source;

import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.cli.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.secret.PasswordSource;
import java.nio.file.Path;
import java.security.SecureRandom;

/** {@code tpd:FILE}, and the file of the commands on trusted publishing domains. */
public final class DomainFile {
    private DomainFile() {}

    /**
     * Reads and decrypts a domain, which the caller closes; the password is asked for last.
     *
     * @throws KeyTransferException when it cannot be read, or the password is wrong
     */
    public static TrustedPublishingDomain open(Path file, PasswordSource password)
            throws KeyTransferException {
        byte[] content = InputFile.read(file, TrustedPublishingDomain.MAX_FILE_BYTES);
        try (Passphrase secret = password.read()) {
            return TrustedPublishingDomain.open(
                    content, file.toString(), secret, new SecureRandom());
        }
    }

    static SoftwareKey openKey(Path file, PasswordSource password, Console console)
            throws KeyTransferException {
        try (TrustedPublishingDomain domain = open(file, password)) {
            console.note(
                    "nothing in a trusted publishing domain makes it genuine: compare server "
                            + domain.info().keyId()
                            + " with the live cluster, or let 'tpd inspect --expect' do it");
            return domain.openKey();
        }
    }
}
