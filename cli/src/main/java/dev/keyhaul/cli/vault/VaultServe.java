package dev.keyhaul.cli.vault;

import dev.keyhaul.cli.Console;
import dev.keyhaul.cli.KeyhaulCommand;
import dev.keyhaul.cli.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.localvault.VaultTier;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the local vault. */
@Command(
        description = {
            "Runs the local vault on 127.0.0.1 until it is interrupted: a rehearsal's Key Vault, in memory."
                    + " Prints its address and the file of its bearer token.",
            "Its vaults are https://NAME.vault.keyhaul.invalid; never give it a real key."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul vault serve --token-file vault.token",
            "  keyhaul kek create --vault https://rehearsal.vault.keyhaul.invalid --name kek \\",
            "      --via http://127.0.0.1:PORT --via-token-file vault.token"
        })
public final class VaultServe extends KeyhaulCommand {
    @Option(names = "--port", paramLabel = "P", description = "its port (default: a free one)")
    private int port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "where its bearer token is written (default: keyhaul-vault-PID.token)")
    private Path tokenFile = Path.of("keyhaul-vault-" + ProcessHandle.current().pid() + ".token");

    @Option(
            names = "--sku",
            paramLabel = "premium|standard",
            description = "the vaults' tier (default: premium)")
    private VaultTier sku = VaultTier.PREMIUM;

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (port < 0 || port > 65_535) {
            throw new UsageException("port is " + port, "0 to 65535; 0 is a free one");
        }
        LocalVaultProperty.set();
        LocalVault vault =
                LocalVault.start(LocalVaultOptions.builder(tokenFile).port(port).tier(sku).build());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    vault.close();
                                    stopped.countDown();
                                }));
        console.report(
                JsonObject.builder()
                        .put("address", vault.address().toString())
                        .put("token_file", vault.tokenFile().toAbsolutePath().toString())
                        .build());
        console.note("the local vault runs; stop it with Ctrl-C");
        awaitQuietly(stopped);
    }

    private static void awaitQuietly(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
