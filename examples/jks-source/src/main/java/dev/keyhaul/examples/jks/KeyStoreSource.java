package dev.keyhaul.examples.jks;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.source.KeySource;
import dev.keyhaul.core.source.NamedKey;
import java.nio.file.Path;

/**
 * {@code jks:FILE#ALIAS}: a key in a Java KeyStore, JKS or PKCS#12, as {@code keytool} writes them.
 *
 * <p>Its jar in the folder {@code sources} of an installation makes every command take such keys;
 * an application gives it to {@link dev.keyhaul.core.source.KeySources#of}.
 */
public final class KeyStoreSource implements KeySource {
    /** Makes the source. */
    public KeyStoreSource() {}

    @Override
    public String scheme() {
        return "jks";
    }

    @Override
    public String form() {
        return "jks:FILE#ALIAS";
    }

    @Override
    public NamedKey parse(String rest, Path baseFolder) throws KeyTransferException {
        int mark = rest.lastIndexOf('#');
        if (mark < 1 || mark == rest.length() - 1) {
            throw new MalformedIdentifierException(
                    Reason.SOURCE_FORM,
                    "no file and alias: " + scheme() + ":" + rest,
                    "write " + form());
        }
        return new KeyStoreKey(
                baseFolder.resolve(rest.substring(0, mark)), rest.substring(mark + 1));
    }
}
