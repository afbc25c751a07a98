package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.BesidePlan;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.util.List;

/** What authenticates the KEKs of a batch, and the vaults that they must be in. */
record KekTrust(Given given) {

    static final Opt.Sure<List<Fingerprint>> KEK_SHA256 =
            Opt.of(
                            "--kek-sha256 HEX",
                            Kinds.fingerprint(),
                            "fingerprint of a KEK, obtained on another machine, for items without"
                                    + " kek_sha256; may be repeated",
                            Not.PROVES,
                            new BesidePlan())
                    .many();

    static final Opt.Sure<List<VaultHost>> VAULT =
            Opt.of(
                            "--vault URL",
                            Kinds.vault(),
                            "the vault that blobs are for: the KEK of an item with output must be in it; may be repeated",
                            Settable.VAULT)
                    .many();

    static final Opt.Sure<Boolean> REHEARSAL =
            Opt.flag(
                    "--rehearsal",
                    "allow a KEK of the local vault: the keys are for rehearsal",
                    Not.REHEARSES);

    public static final Rows ROWS =
            Rows.of(KekTrust.class, Heading.KEK).and(KEK_SHA256, VAULT, REHEARSAL);

    boolean isRehearsal() {
        return given.get(REHEARSAL);
    }

    List<VaultHost> vaults() {
        return given.get(VAULT);
    }

    BatchKeks keks(Console console) {
        return new BatchKeks(given.get(KEK_SHA256), given.get(REHEARSAL), console::warn);
    }
}
