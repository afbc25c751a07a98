package dev.keyhaul.cli.option;

import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.adrms.tpd.ExpectedServer;
import dev.keyhaul.core.CheckFailedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The AD RMS server whose key is expected, as the live cluster shows it. */
public final class ExpectedServerOption {
    @Option(
            names = "--expect",
            paramLabel = "GUID|sha256:HEX",
            description =
                    "GUID of the live cluster's licensor certificate, or fingerprint of the key in it")
    private @Nullable ExpectedServer expected;

    /**
     * Compares, where something is expected.
     *
     * @throws CheckFailedException when the certificate is of another server
     */
    public void requireIs(ServerLicensorCertificate certificate) throws CheckFailedException {
        if (expected != null) {
            expected.requireIs(certificate);
        }
    }
}
