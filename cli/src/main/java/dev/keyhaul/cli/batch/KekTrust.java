package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What authenticates the KEKs of a batch, and the vaults that they must be in. */
final class KekTrust {
    @Option(
            names = "--kek-sha256",
            paramLabel = "HEX",
            description =
                    "fingerprint of a KEK, obtained on another machine, for items without"
                            + " kek_sha256; may be repeated")
    private List<Fingerprint> fingerprints = new ArrayList<>();

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description =
                    "the vault that blobs are for: the KEK of an item with output must be in it; may be repeated")
    private List<VaultHost> vaults = new ArrayList<>();

    @Option(
            names = "--rehearsal",
            description = "allow a KEK of the local vault: the keys are for rehearsal")
    private boolean rehearsal;

    boolean isRehearsal() {
        return rehearsal;
    }

    List<VaultHost> vaults() {
        return vaults;
    }

    BatchKeks keks(Console console) {
        return new BatchKeks(fingerprints, rehearsal, console::warn);
    }
}
