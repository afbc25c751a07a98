package dev.keyhaul.pkcs11;

import dev.keyhaul.core.file.Processor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    /** Debian's folder of libraries for this processor; another's modules do not load. */
    private static final List<String> OF_PROCESSOR =
            Processor.current()
                    .map(processor -> List.of("/usr/lib/" + processor.triplet() + "-linux-gnu"))
                    .orElse(List.of());

    /**
     * Where modules stand on Debian, Fedora, macOS and Windows; in the folders of the first list
     * SoftHSM does. Those of vendors on Windows are as their installers' documents have them
     * (SoftHSM2-for-Windows, Thales Luna, Entrust nShield, Utimaco, AWS CloudHSM, Yubico, OpenSC);
     * only the first was seen.
     */
    private static final List<String> SOFTHSM_DIRECTORIES =
            Stream.of(
                            List.of("/usr/lib/softhsm"),
                            OF_PROCESSOR.stream().map(folder -> folder + "/softhsm").toList(),
                            List.of(
                                    "/usr/lib64/pkcs11",
                                    "/usr/lib64/softhsm",
                                    "/usr/local/lib/softhsm",
                                    "/opt/homebrew/lib/softhsm",
                                    "C:\\SoftHSM2\\lib"))
                    .flatMap(List::stream)
                    .toList();

    private static final List<String> OTHER_DIRECTORIES =
            Stream.of(
                            OF_PROCESSOR.stream().map(folder -> folder + "/pkcs11").toList(),
                            List.of("/usr/lib/pkcs11"),
                            OF_PROCESSOR,
                            List.of(
                                    "/usr/lib64",
                                    "C:\\Program Files\\SafeNet\\LunaClient",
                                    "C:\\Program Files\\nCipher\\nfast\\toolkits\\pkcs11",
                                    "C:\\Program Files\\Utimaco\\SecurityServer\\Lib",
                                    "C:\\Program Files\\Amazon\\CloudHSM\\lib",
                                    "C:\\Program Files\\Yubico\\YubiHSM Shell\\bin\\pkcs11",
                                    "C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11"))
                    .flatMap(List::stream)
                    .toList();

    private ModulePaths() {}

    /** {@return the paths that {@link #search()} looks at, in order} */
    public static List<Path> known() {
        return SOFTHSM_DIRECTORIES.stream()
                .filter(ModulePaths::isOfThisSystem)
                .map(folder -> Path.of(folder, fileName(folder, "softhsm2")))
                .toList();
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
        return Stream.of(SOFTHSM_DIRECTORIES, OTHER_DIRECTORIES)
                .flatMap(List::stream)
                .filter(ModulePaths::isOfThisSystem)
                .flatMap(
                        folder ->
                                Stream.of(fileName(folder, moduleName), moduleName + ".so")
                                        .map(file -> Path.of(folder, file)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Windows would take a path of Linux for one of its current drive, where anyone may write. */
    private static boolean isOfThisSystem(String folder) {
        return Path.of(folder).isAbsolute();
    }

    private static String fileName(String folder, String module) {
        if (!folder.contains(":")) {
            return "lib" + module + ".so";
        }
        return module + (module.equals("softhsm2") ? "-x64.dll" : ".dll");
    }
}
