package dev.keyhaul.examples.jks;

import dev.keyhaul.core.KeyChoiceException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.WrongSecretException;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyOrigin;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** A key in a Java KeyStore, under the store's password. */
record KeyStoreKey(Path path, String alias) implements NamedKey {
    private static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

    @Override
    public Secret secret() {
        return Secret.PASSWORD;
    }

    /** No command writes over this file, not even with {@code --force}. */
    @Override
    public Optional<Path> file() {
        return Optional.of(path);
    }

    @Override
    public OpenedKey openUnchecked(SourceContext context) throws KeyTransferException {
        byte[] file = InputFile.read(path, MAX_FILE_BYTES);
        try (Passphrase password = context.secrets().password(path.toString())) {
            Key key = password.withRawSecretChars(chars -> read(file, chars));
            // The JDK's own key object cannot be wiped; the bytes move into one that is.
            byte[] pkcs8 = key.getEncoded();
            if (pkcs8 == null) {
                throw noKey();
            }
            return OpenedKey.of(SoftwareKey.fromPkcs8(pkcs8, origin()));
        } finally {
            Arrays.fill(file, (byte) 0);
        }
    }

    private Key read(byte[] file, char[] password) throws KeyTransferException {
        try {
            // The JDK's JKS reads PKCS#12 as well.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(new ByteArrayInputStream(file), password);
            Key key = store.getKey(alias, password);
            if (key == null) {
                throw noKey();
            }
            return key;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw wrongPassword();
            }
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not a Java KeyStore: " + path, null, e);
        } catch (UnrecoverableKeyException e) {
            throw wrongPassword();
        } catch (GeneralSecurityException e) {
            throw new MalformedInputException(
                    Reason.KEY_FILE_FORM, "not a Java KeyStore: " + path, null, e);
        }
    }

    private KeyOrigin origin() {
        return new KeyOrigin(
                KeyOrigin.Protection.SOFTWARE,
                path + "#" + alias,
                "software key",
                Map.of("alias", alias));
    }

    private KeyChoiceException noKey() {
        return new KeyChoiceException(
                Reason.KEY_AMBIGUOUS,
                "no private key '" + alias + "' in " + path,
                "'keytool -list -keystore " + path + "' lists the aliases");
    }

    private WrongSecretException wrongPassword() {
        return new WrongSecretException(
                Reason.PASSWORD_WRONG, "wrong password for " + path, "try the store's password");
    }
}
