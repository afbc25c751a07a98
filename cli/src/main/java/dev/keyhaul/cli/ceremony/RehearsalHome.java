package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.HostMemory;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.cli.localvault.LocalVaultProperty;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.rehearsal.SoftHsmHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What a rehearsal on one host needs: a SoftHSM of its own with PINs that nobody knows, and a local
 * vault for as long as the command runs. All of it is in the state folder of the plan.
 */
final class RehearsalHome implements AutoCloseable {
    private static final int PIN_DIGITS = 12;

    private final LocalVault vault;

    private RehearsalHome(LocalVault vault) {
        this.vault = vault;
    }

    /** Makes it, or goes on with it. */
    static RehearsalHome open(CeremonyPlan plan, HostMemory memory) throws KeyTransferException {
        Path folder = memory.folder();
        SoftHsmHome.openOrCreate(folder);
        for (PlannedHost host : plan.hosts()) {
            for (PlannedToken token : host.tokens()) {
                pin(folder.resolve(token.label() + ".pin"));
                pin(folder.resolve(token.label() + "-so.pin"));
            }
        }
        memory.save(before -> before.withPins(folder.toString()));
        LocalVaultProperty.set();
        return new RehearsalHome(
                LocalVault.start(
                        LocalVaultOptions.builder(folder.resolve("vault.access"))
                                .stateFolder(folder.resolve("vault"))
                                .build()));
    }

    private static void pin(Path file) throws KeyTransferException {
        if (Files.exists(file)) {
            return;
        }
        byte[] digits = new byte[PIN_DIGITS];
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) ('0' + random.nextInt(10));
        }
        try {
            OutputFile.at(file).write(digits);
        } finally {
            Arrays.fill(digits, (byte) 0);
        }
    }

    @Override
    public void close() {
        vault.close();
    }
}
