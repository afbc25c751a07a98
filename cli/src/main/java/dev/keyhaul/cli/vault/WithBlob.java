package dev.keyhaul.cli.vault;

import dev.keyhaul.ceremony.WorkKeys;
import dev.keyhaul.ceremony.kek.KekFile;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.option.ExpectedKeyOption;
import dev.keyhaul.cli.option.ExpectedKeyOption.ExpectedPublicKey;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Heading;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KekOfBlob;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.key.VaultKeyKind;
import dev.keyhaul.keyvault.key.VaultProtection;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.BlobGate;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** What is known of a finished blob: it does not say itself which key is in it. */
public record WithBlob(Given given) {
    private static final int MAX_BLOB_BYTES = 1024 * 1024;

    public static final Opt<String> EXPECT =
            Opt.of(
                    "--expect PUB|sha256:HEX",
                    Kinds.textOrFile(),
                    "the public half (PEM or DER) of the key in the blob, or its fingerprint,"
                            + " obtained out of band; required with --blob",
                    Not.PROVES);

    public static final Opt<Path> KEK =
            Opt.input(
                    "--kek FILE",
                    "the KEK's file that the blob was made with: if the vault's KEK differs, someone may have read your key");

    public static final Rows ROWS =
            Rows.of(WithBlob.class, Heading.BLOB_TO_IMPORT)
                    .and(EXPECT)
                    .and(KindOptions.ROWS)
                    .and(KEK);

    /**
     * Returns the expected key's kind if the profile allows it. A fingerprint does not say it, and
     * neither does a blob.
     */
    VaultKeyKind kindOf(
            ExpectedPublicKey wanted, KeyProfile profile, boolean weakAllowed, Console console)
            throws KeyTransferException {
        if (wanted.key().isEmpty()) {
            VaultKeyKind said = new KindOptions(given).kind();
            if (said != VaultKeyKind.RSA) {
                profile.checkOther(said.label());
            }
            return said;
        }
        profile.checkExpected(wanted.key().get(), weakAllowed).forEach(console::warn);
        return new KindOptions(given).kindOf(wanted.key().get());
    }

    /** Reads a blob that has no mistake, as far as can be told without its vault. */
    Content read(Path file, VaultHost vault, Act act) throws KeyTransferException {
        String expect = given.get(EXPECT);
        if (expect == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--expect is missing: anyone can make a valid blob, so the blob itself proves nothing",
                    "give the public half of its key, or the key's fingerprint, obtained out of band");
        }
        // Read once: what is looked at is what is sent.
        byte[] blob = InputFile.read(file, MAX_BLOB_BYTES);
        FileKind.require(file, blob, FileKind.BLOB);
        act.record().read("blob", file, blob);
        Path kek = given.get(KEK);
        Optional<LintContext.Kek> told =
                kek == null ? Optional.empty() : Optional.of(KekFile.describedIn(kek));
        LintContext context = LintContext.fileAlone(Clock.systemUTC().instant()).withVault(vault);
        BlobGate gate = new BlobGate(blob, file.toString(), act);
        gate.requireClean(told.map(context::withKek).orElse(context));
        return new Content(blob, ExpectedKeyOption.read(expect), told, gate, context);
    }

    /** A blob's bytes, the key that must be in it, and the KEK that it was made with, if told. */
    static final class Content {
        final byte[] bytes;
        final ExpectedPublicKey wanted;
        private final Optional<LintContext.Kek> told;
        private final BlobGate gate;
        private final LintContext context;

        private Content(
                byte[] bytes,
                ExpectedPublicKey wanted,
                Optional<LintContext.Kek> told,
                BlobGate gate,
                LintContext context) {
            this.bytes = bytes;
            this.wanted = wanted;
            this.told = told;
            this.gate = gate;
            this.context = context;
        }

        /** Checks it with the KEK that the vault has, and returns the keys of the import. */
        WorkKeys checkedIn(KeyVault vault, Act act) throws KeyTransferException {
            Optional<LintContext.Kek> known =
                    KekOfBlob.inVault(vault, bytes, told.orElse(null), act.operator()::warn)
                            .or(() -> told);
            gate.requireClean(known.map(context::withKek).orElse(context));
            WorkKeys target = WorkKeys.target(wanted.fingerprint());
            return known.map(kek -> target.and(WorkKeys.kek(kek.publicKey()))).orElse(target);
        }

        /** Returns what the vault must hold after the import. */
        ExpectedKey inVault() {
            return wanted.key()
                    .map(known -> ExpectedKey.tenantKey(known, VaultProtection.HSM))
                    .orElseGet(
                            () -> ExpectedKey.tenantKey(wanted.fingerprint(), VaultProtection.HSM));
        }
    }
}
