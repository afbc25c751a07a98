package dev.keyhaul.cli.option;

import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.source.TypedSource;

/** The key that a command is about. */
public record KeySourceOption(Given given) {
    /** What it says, also where a command need not be given a key. */
    public static final String DESCRIPTION =
            "the key: pkcs11:token=NAME;object=LABEL (RFC 7512), pfx:FILE[#ALIAS], pem:FILE,"
                    + " aes:FILE, tpd:FILE, or backup:STORE/ID";

    public static final Opt.Sure<TypedSource> KEY =
            Opt.of("--key SOURCE", Kinds.source(), DESCRIPTION).required();

    public static final Rows ROWS = Rows.of(KeySourceOption.class).and(KEY);

    /** The source. */
    public TypedSource source() {
        return given.get(KEY);
    }
}
