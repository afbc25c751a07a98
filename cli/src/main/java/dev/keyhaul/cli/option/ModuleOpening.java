package dev.keyhaul.cli.option;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.Pkcs11Module;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.iaik.IaikBackend;
import java.nio.file.Path;
import java.util.Optional;

/** Which PKCS#11 module is loaded. */
public final class ModuleOpening {
    private static final String ENVIRONMENT = "KEYHAUL_PKCS11_MODULE";

    private ModuleOpening() {}

    /**
     * Loads the module of {@code --module}, else of the URI, else of {@value #ENVIRONMENT}, else
     * the first at a known path.
     *
     * @param ofUri the URI's {@code module-path} or {@code module-name}, where it has one
     * @throws KeyTransferException when there is none, or it does not load
     */
    public static Pkcs11Module open(CommonOptions common, Optional<Path> ofUri)
            throws KeyTransferException {
        common.requireKnownBackend();
        Path library = path(common, ofUri);
        // The IAIK wrapper's classes are loaded when it is chosen, and never otherwise.
        return common.backend.equals("iaik")
                ? Pkcs11Module.load(library, new IaikBackend())
                : Pkcs11Module.load(library);
    }

    private static Path path(CommonOptions common, Optional<Path> ofUri) throws TokenException {
        if (common.module != null) {
            return common.module;
        }
        if (ofUri.isPresent()) {
            return ofUri.get();
        }
        String named = System.getenv(ENVIRONMENT);
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        return ModulePaths.search()
                .orElseThrow(
                        () ->
                                new TokenException(
                                        "no PKCS#11 module found at a known path",
                                        "give --module with the path from your HSM's manual, or install"
                                                + " SoftHSM: apt-get install softhsm2"));
    }
}
