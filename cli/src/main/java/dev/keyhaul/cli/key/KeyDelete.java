package dev.keyhaul.cli.key;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.secret.Terminal;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
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
    @Mixin private KeySourceOption key = new KeySourceOption();

    @Option(
            names = "--fingerprint",
            paramLabel = "sha256:HEX",
            description = "the key's fingerprint, where there is no terminal to ask on")
    private @Nullable Fingerprint fingerprint;

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenKey opened = OpenKey.of(key.source, common)) {
            Fingerprint actual = Fingerprint.of(opened.key().publicKey());
            if (!actual.equals(typed(opened.key().origin().location()))) {
                throw new RefusedException(
                        "the fingerprint does not fit: the key's is " + actual,
                        "nothing was deleted; look again which key you mean");
            }
            opened.token().token().delete(opened.tokenKey().info());
            console.note("deleted " + actual);
        }
    }

    private Fingerprint typed(String location) throws KeyTransferException {
        if (fingerprint != null) {
            return fingerprint;
        }
        Optional<String> typed = Terminal.ask("Fingerprint of the key to delete, %s: ", location);
        if (typed.isEmpty()) {
            throw new RefusedException(
                    "a key is deleted only with its fingerprint",
                    "give --fingerprint as 'keyhaul key inspect' prints it");
        }
        return Fingerprint.parse(typed.get());
    }
}
