package dev.keyhaul.cli.batch;

import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.KekFingerprintOption;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.BlobDoor;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What authenticates the KEKs of a batch, and the vaults that they must be in. */
final class KekTrust {
    private static final String HOW =
            "put it into the item's kek_sha256, or give --kek-sha256; a second person obtains it on"
                    + " another machine";

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
                    "the vault that keys in blobs go to: the KEK of an item with output must be in"
                            + " it; may be repeated")
    private List<VaultHost> vaults = new ArrayList<>();

    @Option(
            names = "--rehearsal",
            description = "allow the local vault: the keys are a rehearsal's")
    private boolean rehearsal;

    boolean isRehearsal() {
        return rehearsal;
    }

    /**
     * Checks that a blob goes where the operator said.
     *
     * @throws RefusedException when its KEK is of another vault
     */
    void requireDestination(KeyExchangeKey kek) throws RefusedException {
        VaultHost host = kek.kid().vault();
        if (host.isRehearsal() || vaults.contains(host)) {
            return;
        }
        if (vaults.isEmpty()) {
            throw new UsageException(
                    "--vault is missing: it names the vault that the keys go to",
                    "give --vault https://NAME.vault.azure.net; the KEK's file cannot decide it");
        }
        kek.requireIn(vaults.get(0));
    }

    /**
     * Checks, without asking the vault, that a KEK can be authenticated.
     *
     * @throws RefusedException when no fingerprint was given for it
     */
    void requireFingerprint(VaultHost host, NamedKek kek) throws RefusedException {
        if (!host.isRehearsal() && kek.fingerprint().isEmpty() && fingerprints.isEmpty()) {
            throw new RefusedException(
                    "the KEK " + kek.name() + " of " + host + " has no fingerprint", HOW);
        }
    }

    /**
     * Returns the KEK when it has the item's fingerprint, or one of the options'.
     *
     * @param name the KEK in messages
     * @throws RefusedException when there is no fingerprint, or the KEK has another
     */
    KeyExchangeKey authenticate(KekCandidate kek, Optional<Fingerprint> ofItem, String name)
            throws RefusedException {
        BlobDoor.requireCeremony(kek.kid(), rehearsal);
        if (kek.kid().vault().isRehearsal() && ofItem.isEmpty()) {
            return kek.authenticate(new KekProvenance.Rehearsal());
        }
        List<Fingerprint> given = ofItem.map(List::of).orElse(fingerprints);
        if (given.isEmpty()) {
            throw KekFingerprintOption.notAuthenticated(
                    kek.publicKey(), name, KekFingerprintOption.ofVault(kek));
        }
        Fingerprint best =
                given.stream()
                        .filter(fingerprint -> fingerprint.matches(kek.publicKey()))
                        .findFirst()
                        .orElse(given.get(0));
        return kek.authenticate(new KekProvenance.OperatorsFingerprint(best));
    }
}
