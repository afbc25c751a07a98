package dev.keyhaul.cli.rehearsal;

import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;

/**
 * What a rehearsal on one host needs: a SoftHSM of its own with PINs that nobody knows, and a local
 * vault. All of it is in one folder. Whoever opens it closes it, which stops the vault; its keys
 * and the tokens stay in the folder. Not thread-safe: opening one changes this process's
 * environment.
 */
public final class RehearsalHome implements AutoCloseable {
    private static final int PIN_DIGITS = 12;

    private final LocalVault vault;

    private RehearsalHome(LocalVault vault) {
        this.vault = vault;
    }

    /**
     * Opens a rehearsal's folder, and creates in it what is missing.
     *
     * @param folder a folder for its owner alone
     * @param tokens the labels of its tokens; each gets two PINs in files, and is not made
     * @throws KeyTransferException if something cannot be written, or the vault does not start
     */
    public static RehearsalHome open(Path folder, Collection<String> tokens)
            throws KeyTransferException {
        SoftHsmHome.openOrCreate(folder);
        SecureRandom random = new SecureRandom();
        for (String token : tokens) {
            pin(folder.resolve(token + ".pin"), random);
            pin(folder.resolve(token + "-so.pin"), random);
        }
        return new RehearsalHome(
                LocalVault.start(
                        LocalVaultOptions.builder(folder.resolve("vault.access"))
                                .stateFolder(folder.resolve("vault"))
                                .build()));
    }

    private static void pin(Path file, SecureRandom random) throws FileException {
        if (Files.exists(file)) {
            return;
        }
        byte[] digits = new byte[PIN_DIGITS];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) ('0' + random.nextInt(10));
        }
        try {
            OutputFile.at(file).write(digits);
        } finally {
            Arrays.fill(digits, (byte) 0);
        }
    }

    /** Stops the vault, whose keys stay in the folder. */
    @Override
    public void close() {
        vault.close();
    }
}
