package dev.keyhaul.cli.localvault;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.report.ServedReport;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs the local vault. */
public record LocalVaultCommand(Given given) implements Command {
    private static final Headline HEADLINE =
            Headline.of(
                    "address", "access_file", "tls_address", "certificate_file", "access_files");

    static final Opt.Sure<Integer> PORT =
            Opt.of("--port P", Kind.number(), "its port (default: a free one)").orElse(0);

    static final Opt<Integer> TLS_PORT =
            Opt.of(
                    "--tls-port P",
                    Kind.number(),
                    "also serve TLS on this port; 0 chooses a free port. The certificate that a client must trust is written to ACCESSFILE.ca.pem");

    static final Opt.Sure<Path> ACCESS_FILE =
            Opt.output(
                            "--access-file FILE",
                            "the access file to write, with the address and the bearer token, for --local-vault (default: local-vault.access)",
                            Not.SECRET)
                    .orElse(Path.of("local-vault.access"));

    public static final Rows ROWS =
            Rows.of(LocalVaultCommand.class)
                    .reporting(ServedReport.class)
                    .and(JsonOption.ROWS)
                    .and(PORT, TLS_PORT, ACCESS_FILE)
                    .and(ServedVaults.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        LocalVaultOptions options =
                new ServedVaults(given)
                        .chosen(ports(LocalVaultOptions.builder(given.get(ACCESS_FILE))));
        LocalVaultProperty.set();
        Interruption interruption = call.interruptible(new Interruption());
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
            builder.port(given.get(PORT));
            given.find(TLS_PORT).ifPresent(builder::tlsPort);
            return builder;
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM, String.valueOf(e.getMessage()), "0 chooses a free port");
        }
    }
}
