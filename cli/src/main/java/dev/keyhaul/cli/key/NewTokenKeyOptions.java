package dev.keyhaul.cli.key;

import dev.keyhaul.cli.option.KeyIdHex;
import dev.keyhaul.cli.option.TokenNames;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.core.MalformedIdentifierException;
import java.util.Optional;

/** The token that gets a key, and what the key is called there. */
public record NewTokenKeyOptions(Given given) {

    public static final Opt.Sure<String> TOKEN =
            Opt.text("--token NAME", "the token", Settable.TOKEN).required();

    public static final Opt.Sure<String> LABEL =
            Opt.text("--label L", "the key's label there, which must be new").required();

    static final Opt<String> KEY_ID =
            Opt.text(
                    "--key-id HEX",
                    "CKA_ID (default: SHA-1 of the modulus or point; of an AES key, the first 20 bytes of its"
                            + " fingerprint)");

    public static final Rows ROWS = Rows.of(NewTokenKeyOptions.class).and(TOKEN, LABEL, KEY_ID);

    String label() throws MalformedIdentifierException {
        return TokenNames.newLabel(LABEL.name(), given.get(LABEL));
    }

    Optional<byte[]> id() {
        return Optional.ofNullable(given.get(KEY_ID))
                .map(hex -> KeyIdHex.parse(KEY_ID.name(), hex));
    }

    /** Returns what {@code --token} says. */
    String token() {
        return given.get(TOKEN);
    }
}
