package dev.keyhaul.cli.option;

import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;

/** How a PKCS#12 file is read. */
public record PfxOptions(Given given) {

    static final Opt.Sure<Boolean> ALLOW_NO_MAC =
            Opt.flag(
                    "--allow-no-mac",
                    "read a PKCS#12 file that has no MAC, so nothing shows whether it was changed",
                    Not.LOOSENS);

    public static final Rows ROWS =
            Rows.of(PfxOptions.class, Heading.TOKENS).and(PasswordOptions.ROWS).and(ALLOW_NO_MAC);

    /** Its password. */
    public PasswordOptions password() {
        return new PasswordOptions(given);
    }

    /** Lets a file without MAC pass. */
    public boolean allowNoMac() {
        return given.get(ALLOW_NO_MAC);
    }
}
