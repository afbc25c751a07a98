package dev.keyhaul.cli.backup;

import dev.keyhaul.backup.destination.RecipientSpec;
import dev.keyhaul.backup.opening.GeneratedPassphrase;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.NewPasswordOptions;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.option.RecipientPinOption;
import dev.keyhaul.cli.option.WeakPasswordOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.secret.NewSecret;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.TypedSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom a copy is made for, and what each of them needs. */
public record RecipientOptions(Given given) {

    public static final Opt.Sure<List<String>> TO =
            Opt.of(
                            "--to RECIPIENT",
                            Kinds.textOrFile(),
                            "pkcs11:token=NAME;object=LABEL, rsa:CERT.pem, password or shares:M/N; may be"
                                    + " repeated")
                    .many()
                    .required();

    static final Opt.Sure<Boolean> GENERATE =
            Opt.flag(
                    "--generate",
                    "generate the password, or one for each share, with 140 bits; it is shown once on the terminal, or written to --out-password-file or --share-password-file");

    public static final Rows ROWS =
            Rows.of(RecipientOptions.class, Heading.RECIPIENTS)
                    .and(TO)
                    .and(ShareOptions.ROWS)
                    .and(GENERATE)
                    .and(WeakPasswordOption.ROWS, OpenGuardOption.ROWS)
                    .and(RecipientPinOption.ROWS, NewPasswordOptions.ROWS);

    /** Returns the holders of a set of shares. */
    ShareOptions.Holders split(RecipientSpec.Shares among) throws KeyTransferException {
        return new ShareOptions(given).split(among, given.get(GENERATE), allowsWeakPassword());
    }

    /** Whether the password of a copy may be one that can be guessed. */
    boolean allowsWeakPassword() {
        return new WeakPasswordOption(given).allowed();
    }

    List<RecipientSpec> specs() throws KeyTransferException {
        List<RecipientSpec> specs = new ArrayList<>();
        for (String recipient : given.get(TO)) {
            specs.add(RecipientSpec.parse(TypedSource.of(recipient)));
        }
        return specs;
    }

    /** Returns the password of the copy: given, or generated. */
    NewSecret newPassword() throws KeyTransferException {
        NewPasswordOptions password = new NewPasswordOptions(given);
        if (!given.get(GENERATE)) {
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
