package dev.keyhaul.pkcs11;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where PKCS#11 modules are usually installed. Stateless: any thread may use it.
 *
 * <pre>{@code
 * Path library = ModulePaths.search().orElse(Path.of("/opt/hsm/lib/libpkcs11.so"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ModulePaths {
    /** Where SoftHSM stands on Debian, Fedora, macOS and Windows. */
    private static final List<String> SOFTHSM =
            List.of(
                    "/usr/lib/softhsm/libsofthsm2.so",
                    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
                    "/usr/lib64/pkcs11/libsofthsm2.so",
                    "/usr/lib64/softhsm/libsofthsm2.so",
                    "/usr/local/lib/softhsm/libsofthsm2.so",
                    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
                    "C:\\SoftHSM2\\lib\\softhsm2-x64.dll");

    private static final List<String> DIRECTORIES =
            List.of(
                    "/usr/lib/softhsm",
                    "/usr/lib/x86_64-linux-gnu/softhsm",
                    "/usr/lib/aarch64-linux-gnu/softhsm",
                    "/usr/lib/x86_64-linux-gnu/pkcs11",
                    "/usr/lib/aarch64-linux-gnu/pkcs11",
                    "/usr/lib/pkcs11",
                    "/usr/lib64/pkcs11",
                    "/usr/lib64/softhsm",
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib64",
                    "/usr/local/lib/softhsm",
                    "/opt/homebrew/lib/softhsm");

    private ModulePaths() {}

    /** {@return the paths that {@link #search()} looks at, in order} */
    public static List<Path> known() {
        return SOFTHSM.stream().map(Path::of).toList();
    }

    /** {@return the first known module that is installed here} */
    public static Optional<Path> search() {
        return known().stream().filter(Files::isRegularFile).findFirst();
    }

    /**
     * {@return the module of an RFC 7512 {@code module-name}, without {@code lib} and the suffix,
     * in the usual directories}
     *
     * @param moduleName a name without folder and ending
     */
    public static Optional<Path> byName(String moduleName) {
        if (moduleName.isEmpty() || !moduleName.matches("[A-Za-z0-9._+-]+")) {
            return Optional.empty();
        }
        return DIRECTORIES.stream()
                .flatMap(
                        directory ->
                                List.of("lib" + moduleName + ".so", moduleName + ".so").stream()
                                        .map(file -> Path.of(directory, file)))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
