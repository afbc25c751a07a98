package dev.keyhaul.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.batch.journal.BatchJournal;
import dev.keyhaul.batch.manifest.Shard;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.file.OwnerOnly;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An interrupt where a module uses a file: one reason in all of them, and the thread's flag stays.
 * What waits for a vault, a token or a lock has tests of its own.
 */
final class InterruptsTest {
    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("there");
        OwnerOnly.writeNewFile(file, new byte[] {1});
    }

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private static void requireTold(String stage, ThrowingCallable use) {
        Thread.currentThread().interrupt();
        Throwable error = catchThrowable(use);
        boolean flag = Thread.interrupted();
        System.out.println(stage + " | " + error + " | " + (flag ? "flag set" : "FLAG LOST"));
        assertThat(flag).as(stage).isTrue();
        assertThat(error)
                .as(stage)
                .isInstanceOfSatisfying(
                        KeyTransferException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED));
    }

    @Test
    void core() throws Exception {
        OutputFile output = OutputFile.at(folder.resolve("new"));

        requireTold("core, read a file", () -> InputFile.read(file, 100));
        requireTold("core, read a blob", () -> BlobContent.read(file));
        requireTold("core, write a file", () -> output.write(new byte[1]));
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void backup() {
        requireTold(
                "backup, make a store", () -> MasterCopyStore.openOrCreate(folder.resolve("s")));
    }

    @Test
    void batch() {
        requireTold(
                "batch, open a journal",
                () ->
                        BatchJournal.open(
                                folder.resolve("journal"),
                                "0".repeat(64),
                                Shard.WHOLE,
                                false,
                                Set.of()));
    }

    @Test
    void localVault() {
        requireTold(
                "local-vault, start with a state",
                () ->
                        LocalVault.start(
                                        LocalVaultOptions.builder(folder.resolve("access"))
                                                .stateFolder(folder.resolve("state"))
                                                .build())
                                .close());
    }

    @Test
    void keyVault() {
        requireTold(
                "key-vault, read an access file",
                () ->
                        KeyVault.connect(
                                VaultHost.parseUrl("https://contoso.vault.keyhaul.invalid"),
                                new LoopbackRelay(file)));
    }
}
