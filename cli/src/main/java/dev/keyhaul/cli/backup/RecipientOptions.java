package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.WeakPasswordOption;
import dev.keyhaul.cli.secret.NewSecret;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a copy is made for, and what each of them needs. */
final class RecipientOptions {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "RECIPIENT",
            description =
                    "pkcs11:token=NAME;object=LABEL, rsa:CERT.pem, password or shares:M/N; may be"
                            + " repeated")
    private List<String> recipients = new ArrayList<>();

    @Mixin ShareOptions shares = new ShareOptions();

    @Option(
            names = "--generate",
            description =
                    "generate the password, or one for each share, with 140 bits; it is shown once on the terminal, or written to --out-password-file or --share-password-file")
    boolean generate;

    @Mixin WeakPasswordOption weakPassword = new WeakPasswordOption();

    @Mixin RecipientPinOption tokenPin = new RecipientPinOption();

    @Mixin NewPasswordOptions password = new NewPasswordOptions();

    List<RecipientSpec> specs() throws KeyTransferException {
        List<RecipientSpec> specs = new ArrayList<>();
        for (String recipient : recipients) {
            specs.add(RecipientSpec.parse(TypedSource.of(recipient)));
        }
        return specs;
    }

    /** Returns the password of the copy: given, or generated. */
    NewSecret newPassword() throws KeyTransferException {
        if (!generate) {
            return NewSecret.given(
                    password.of("the master copy").readNew("New password of the master copy"),
                    "given, " + password.covered());
        }
        Optional<Path> file = password.file();
        return file.isPresent()
                ? NewSecret.intoFile(RecipientOptions::generated, file.get())
                : shown("Password of the master copy", "");
    }

    /** Shows a generated one at the terminal. */
    static NewSecret shown(String what, String then) {
        return NewSecret.ontoTerminal(
                RecipientOptions::generated,
                what,
                then,
                "name a file for it: --out-password-file, or --share-password-file for each share");
    }

    static Passphrase generated() {
        return GeneratedPassphrase.generate(new SecureRandom());
    }
}
