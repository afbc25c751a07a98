package dev.keyhaul.cli.localvault;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.report.ServedReport;
import dev.keyhaul.terminal.Headline;
import dev.keyhaul.terminal.UsageException;
import dev.keyhaul.terminal.process.Interruption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the local vault. */
public final class LocalVaultCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of("address", "token_file", "tls_address", "certificate_file", "token_files");

    @Option(names = "--port", paramLabel = "P", description = "its port (default: a free one)")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "P",
            description = {
                "serve TLS too, on this port; 0 is a free one. What a client must trust is written"
                        + " to TOKENFILE.ca.pem"
            })
    private Optional<Integer> tlsPort = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "where its bearer token is written (default: keyhaul-vault-PID.token)")
    private Path tokenFile = Path.of("keyhaul-vault-" + ProcessHandle.current().pid() + ".token");

    @Mixin private ServedVaults vaults = new ServedVaults();

    @Override
    protected void run(Console console) throws KeyTransferException {
        LocalVaultOptions options = vaults.chosen(ports(LocalVaultOptions.builder(tokenFile)));
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
            throw new UsageException(String.valueOf(e.getMessage()), "0 is a free one");
        }
    }
}
