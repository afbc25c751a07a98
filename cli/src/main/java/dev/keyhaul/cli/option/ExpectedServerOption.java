package dev.keyhaul.cli.option;

import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.CheckFailedException;

/** The AD RMS server whose key is expected, as the live cluster shows it. */
public record ExpectedServerOption(Given given) {

    static final Opt<ExpectedServer> EXPECT =
            Opt.of(
                    "--expect GUID|sha256:HEX",
                    Kinds.server(),
                    "GUID of the live cluster's licensor certificate, or fingerprint of the key in it",
                    Not.PROVES);

    public static final Rows ROWS = Rows.of(ExpectedServerOption.class).and(EXPECT);

    /**
     * Compares, where something is expected.
     *
     * @throws CheckFailedException when the certificate is of another server
     */
    public void requireIs(ServerLicensorCertificate certificate) throws CheckFailedException {
        ExpectedServer expected = given.get(EXPECT);
        if (expected != null) {
            expected.requireIs(certificate);
        }
    }
}
