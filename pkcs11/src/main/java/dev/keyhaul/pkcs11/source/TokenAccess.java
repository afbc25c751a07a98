package dev.keyhaul.pkcs11.source;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.source.SourceSecrets;
import dev.keyhaul.pkcs11.ModulePaths;
import dev.keyhaul.pkcs11.TokenException;
import dev.keyhaul.pkcs11.token.Pkcs11Module;
import java.util.List;
import java.util.Optional;

/**
 * Opens tokens, or shares those that are open; a source's context can share one. Implementations
 * are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenAccess {
    /**
     * Opens the token of a URI, or shares it; the caller closes the result.
     *
     * @throws KeyTransferException when it is missing, ambiguous or failing, or the PIN is wrong
     */
    TokenLease open(TokenUri uri, SourceSecrets secrets) throws KeyTransferException;

    /** Opens each token anew, in the module that its URI names, or else one at a known path. */
    static TokenAccess ofKnownModules() {
        return (uri, secrets) ->
                TokenLease.open(
                        List.of(),
                        ofUri ->
                                Pkcs11Module.load(
                                        Optional.ofNullable(ofUri)
                                                .or(ModulePaths::search)
                                                .orElseThrow(
                                                        () ->
                                                                new TokenException(
                                                                        Reason.MODULE_MISSING,
                                                                        "no PKCS#11 module was found at a known path",
                                                                        "give its path in the URI as module-path"))),
                        uri,
                        secrets);
    }
}
