package dev.keyhaul.core.keywrap;

import dev.keyhaul.core.keywrap.Accelerator.NotAccelerated;
import java.security.Provider;

/**
 * Finds Amazon Corretto Crypto Provider by its name, so that nothing here needs it to compile or to
 * run. Its class makes one instance and registers nothing.
 *
 * <p>By default it copies its native library out of its jar into a new folder under {@code
 * java.io.tmpdir}, open to its owner alone, and deletes the copy after loading. With the system
 * property {@code com.amazon.corretto.crypto.provider.useExternalLib=true} it takes the library
 * from {@code java.library.path} instead, as the command line does.
 */
final class CorrettoProvider {
    private static final String CLASS =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private CorrettoProvider() {}

    static Provider load(ClassLoader classes) throws NotAccelerated {
        try {
            Class<?> type = Class.forName(CLASS, true, classes);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            Object error = type.getMethod("getLoadingError").invoke(provider);
            if (error instanceof Throwable notLoaded) {
                throw new NotAccelerated(
                        "its native library does not load here (" + reason(notLoaded) + ")");
            }
            return provider;
        } catch (ClassNotFoundException e) {
            throw new NotAccelerated("AmazonCorrettoCryptoProvider is not in the class path");
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new NotAccelerated("AmazonCorrettoCryptoProvider is of a version unknown here");
        }
    }

    /** The loader tries twice; the second failure says why the library itself did not load. */
    private static String reason(Throwable error) {
        Throwable[] suppressed = error.getSuppressed();
        String message = (suppressed.length == 0 ? error : suppressed[0]).getMessage();
        // The rest is a long list of folders.
        return message == null ? error.getClass().getSimpleName() : message.split(":", 2)[0];
    }
}
