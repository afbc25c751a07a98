package dev.keyhaul.cli.localvault;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.report.ServedReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the local vault. */
public final class LocalVaultCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "address", "access_file", "tls_address", "certificate_file", "access_files");

    @Option(names = "--port", paramLabel = "P", description = "its port (default: a free one)")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "P",
            description = {
                "also serve TLS on this port; 0 chooses a free port. The certificate that a client must trust is written to ACCESSFILE.ca.pem"
            })
    private Optional<Integer> tlsPort = Optional.empty();

    @Option(
            names = "--access-file",
            paramLabel = "FILE",
            description =
                    "the access file to write, with the address and the bearer token, for --local-vault (default: local-vault.access)")
    private Path accessFile = Path.of("local-vault.access");

    @Mixin private ServedVaults vaults = new ServedVaults();

    @Override
    protected void run(Console console) throws KeyTransferException {
        LocalVaultOptions options = vaults.chosen(ports(LocalVaultOptions.builder(accessFile)));
        LocalVaultProperty.set();
        Interruption interruption = interruptible(new Interruption());
        try (LocalVault vault = LocalVault.start(options)) {
            CountDownLatch stopped = new CountDownLatch(1);
            interruption.stops(stopped::countDown);
            console.report(ServedReport.of(vault), HEADLINE);
            console.note("the local vault runs; stop it with Ctrl-C");
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LocalVaultOptions.Builder ports(LocalVaultOptions.Builder builder)
            throws UsageException {
        try {
            builder.port(port);
            tlsPort.ifPresent(builder::tlsPort);
            return builder;
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM, String.valueOf(e.getMessage()), "0 chooses a free port");
        }
    }
}
