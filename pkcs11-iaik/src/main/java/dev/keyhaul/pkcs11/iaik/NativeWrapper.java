package dev.keyhaul.pkcs11.iaik;

import dev.keyhaul.pkcs11.binding.NoModuleException;
import dev.keyhaul.pkcs11.jna.LibraryCheck;
import iaik.pkcs.pkcs11.wrapper.PKCS11Implementation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Loads the wrapper's native part, once.
 *
 * <p>The wrapper's own loader (PKCS11Module) is passed by: it copies the library under a name in
 * the shared temporary directory.
 */
final class NativeWrapper {
    /** The system property that names the directory of the installed native part. */
    static final String DIRECTORY_PROPERTY = "keyhaul.iaik.natives";

    private static final AtomicBoolean LOADED = new AtomicBoolean();

    private NativeWrapper() {}

    static synchronized void load() throws NoModuleException {
        if (LOADED.get()) {
            return;
        }
        try {
            String installed = System.getProperty(DIRECTORY_PROPERTY, "");
            NativePlatform platform = NativePlatform.current();
            if (installed.isEmpty()) {
                loadCopy(platform);
            } else {
                System.load(Path.of(installed, platform.path()).toAbsolutePath().toString());
            }
            PKCS11Implementation.initializeLibrary();
            LOADED.set(true);
        } catch (IllegalCallerException e) {
            // JNA looks at each module first: so its own refusal would come next.
            throw NoModuleException.nativeAccessDenied(
                    "the IAIK wrapper",
                    e,
                    LibraryCheck.caller(),
                    NativeWrapper.class.getModule(),
                    PKCS11Implementation.class.getModule());
        } catch (IOException | UnsatisfiedLinkError e) {
            throw NoModuleException.bindingFailed(
                    "the IAIK wrapper", "use the JNA backend, which needs none of it", e);
        }
    }

    /** A new directory has mode 0700 on Unix, so nobody can put another library in its place. */
    private static void loadCopy(NativePlatform platform) throws IOException {
        Path directory = Files.createTempDirectory("keyhaul-iaik");
        Path copy = directory.resolve(platform.fileName());
        try {
            try (InputStream in = resource("/natives/" + platform.path())) {
                Files.copy(in, copy);
            }
            System.load(copy.toString());
        } finally {
            // Unix keeps the mapped file after its name is gone; Windows keeps the name.
            if (platform.unlinksLoadedFiles()) {
                Files.deleteIfExists(copy);
                Files.deleteIfExists(directory);
            } else {
                directory.toFile().deleteOnExit();
                copy.toFile().deleteOnExit();
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        @Nullable InputStream in = PKCS11Implementation.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("it has none for this machine, " + name);
        }
        return in;
    }

    /** Where the wrapper's jar keeps the library for a machine. */
    record NativePlatform(String folder, String fileName) {
        static NativePlatform current() {
            return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        }

        static NativePlatform of(String system, String machine) {
            String name = system.toLowerCase(Locale.ROOT);
            if (name.contains("mac")) {
                return new NativePlatform("unix/macosx_universal", "libpkcs11wrapper.jnilib");
            }
            String processor =
                    switch (machine.toLowerCase(Locale.ROOT)) {
                        case "amd64", "x86_64" -> "x86_64";
                        case "x86", "i386", "i686" -> "x86";
                        default -> machine.toLowerCase(Locale.ROOT);
                    };
            return name.contains("win")
                    ? new NativePlatform("windows/win-" + processor, "pkcs11wrapper.dll")
                    : new NativePlatform("unix/linux-" + processor, "libpkcs11wrapper.so");
        }

        String path() {
            return folder + "/release/" + fileName;
        }

        boolean unlinksLoadedFiles() {
            return folder.startsWith("unix");
        }
    }
}
