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
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.file.FileKind;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.KeyProfile;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.KekOfBlob;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.UndeclaredBlob;
import dev.keyhaul.keyvault.UndeclaredBlob.Declared;
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
     * Returns the kind that the operator stated, or the expected key's, if the profile allows it.
     */
    Optional<VaultKeyKind> stated(
            ExpectedPublicKey wanted, KeyProfile profile, boolean weakAllowed, Console console)
            throws KeyTransferException {
        KindOptions options = new KindOptions(given);
        if (wanted.key().isEmpty()) {
            Optional<VaultKeyKind> kind = options.stated();
            if (kind.isPresent()) {
                requireAllowed(kind.get(), profile);
            }
            return kind;
        }
        profile.checkExpected(wanted.key().get(), weakAllowed).forEach(console::warn);
        return Optional.of(options.kindOf(wanted.key().get()));
    }

    private static void requireAllowed(VaultKeyKind kind, KeyProfile profile)
            throws KeyTransferException {
        if (kind != VaultKeyKind.RSA) {
            profile.checkOther(kind.label());
        }
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
        UndeclaredBlob undeclared = UndeclaredBlob.parse(blob, vault);
        return new Content(blob, undeclared, ExpectedKeyOption.read(expect), told, gate, context);
    }

    /** A blob, the key that must be in it, and the KEK that it was made with, if told. */
    static final class Content {
        private final byte[] bytes;
        private final UndeclaredBlob undeclared;
        final ExpectedPublicKey wanted;
        private final Optional<LintContext.Kek> told;
        private final BlobGate gate;
        private final LintContext context;

        private Content(
                byte[] bytes,
                UndeclaredBlob undeclared,
                ExpectedPublicKey wanted,
                Optional<LintContext.Kek> told,
                BlobGate gate,
                LintContext context) {
            this.bytes = bytes;
            this.undeclared = undeclared;
            this.wanted = wanted;
            this.told = told;
            this.gate = gate;
            this.context = context;
        }

        /** Checks it with the KEK that the vault has. */
        Checked checkedIn(KeyVault vault, Act act) throws KeyTransferException {
            Optional<LintContext.Kek> known =
                    KekOfBlob.inVault(vault, bytes, told.orElse(null), act.operator()::warn)
                            .or(() -> told);
            gate.requireClean(known.map(context::withKek).orElse(context));
            WorkKeys target = WorkKeys.target(wanted.fingerprint());
            return known.map(LintContext.Kek::publicKey)
                    .map(
                            kek ->
                                    new Checked(
                                            undeclared.withKekBits(kek.getModulus().bitLength()),
                                            wanted.key(),
                                            target.and(WorkKeys.kek(kek))))
                    .orElseGet(() -> new Checked(undeclared, wanted.key(), target));
        }

        /** Returns what the vault must hold after the import. */
        ExpectedKey inVault() {
            return wanted.key()
                    .map(known -> ExpectedKey.tenantKey(known, VaultProtection.HSM))
                    .orElseGet(
                            () -> ExpectedKey.tenantKey(wanted.fingerprint(), VaultProtection.HSM));
        }
    }

    /** A blob that may go to its vault, and the keys of the import. */
    record Checked(UndeclaredBlob blob, Optional<KeyDescription> wanted, WorkKeys keys) {
        /**
         * Returns the blob with the kind that its length and the operator agree on.
         *
         * @param stated what the operator stated; not needed if only one kind has this length
         */
        Declared declared(Optional<VaultKeyKind> stated, KeyProfile profile)
                throws KeyTransferException {
            try {
                Declared declared =
                        wanted.isPresent()
                                ? blob.as(wanted.get())
                                : stated.isPresent() ? blob.as(stated.get()) : blob.asTheOnlyKind();
                requireAllowed(declared.kind(), profile);
                return declared;
            } catch (RefusedException e) {
                if (e.reason() != Reason.BLOB_KIND) {
                    throw e;
                }
                throw new UsageException(
                        e.reason(),
                        String.valueOf(e.getMessage()),
                        "nothing was sent: check that --blob and --expect belong together, and give"
                                + " --type and --curve or a public key file as --expect");
            }
        }
    }
}
