package dev.keyhaul.cli.key;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.option.TypedFingerprint;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.cli.source.OpenToken;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.pkcs11.KeyInfo;
import dev.keyhaul.pkcs11.TokenUri;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes a key. */
@Command(
        description = {
            "Deletes a key pair from its token, for good.",
            "It asks for the key's fingerprint, so that no slip of the hand deletes another."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul key delete --key 'pkcs11:token=hsm;object=old' --pin-file hsm.pin \\",
            "      --fingerprint sha256:HEX"
        })
public final class KeyDelete extends KeyhaulCommand {
    @Mixin private KeySourceOption source = new KeySourceOption();

    @Option(
            names = "--fingerprint",
            paramLabel = "sha256:HEX",
            description =
                    "the key's fingerprint, where there is no terminal to ask on; an AES key's is its"
                            + " CKA_ID in hex")
    private @Nullable String fingerprint;

    @Override
    protected void run(Console console) throws KeyTransferException {
        TokenUri uri = OpenKey.tokenUri(source.source);
        try (OpenToken opened = OpenToken.of(uri, common, common.pin())) {
            opened.tellFindings(console);
            KeyInfo key = opened.token().find(uri.key());
            requireMeant(key, typed(key));
            opened.token().delete(key);
            console.note("deleted " + name(key));
        }
    }

    private static String name(KeyInfo key) {
        return key.publicKey()
                .map(publicKey -> Fingerprint.of(publicKey).toString())
                .orElse(key.toString());
    }

    private static void requireMeant(KeyInfo key, String typed) throws KeyTransferException {
        Optional<RSAPublicKey> publicKey = key.publicKey();
        boolean fits =
                publicKey.isPresent()
                        ? TypedFingerprint.parse(typed).matches(publicKey.get())
                        : !key.idHex().isEmpty() && typed.equalsIgnoreCase(key.idHex());
        if (!fits) {
            throw new RefusedException(
                    "the fingerprint does not fit the " + key,
                    "nothing was deleted; look again which key you mean");
        }
    }

    private String typed(KeyInfo key) throws RefusedException {
        return Optional.ofNullable(fingerprint)
                .or(() -> Terminal.ask("Fingerprint of the key to delete, %s: ", key))
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        "a key is deleted only with its fingerprint",
                                        "give --fingerprint as 'keyhaul key list' prints it"));
    }
}
