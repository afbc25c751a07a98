package dev.keyhaul.rehearsal;

import dev.keyhaul.backup.CopyWrapper;
import dev.keyhaul.backup.MasterCopy;
import dev.keyhaul.backup.MasterCopyRequest;
import dev.keyhaul.backup.MasterCopyStore;
import dev.keyhaul.backup.Operator;
import dev.keyhaul.backup.recipient.TokenKeyRecipient;
import dev.keyhaul.ceremony.KeyFact;
import dev.keyhaul.ceremony.RecordDraft;
import dev.keyhaul.ceremony.VaultFact;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.BlobWrapper;
import dev.keyhaul.core.byok.KekCandidate;
import dev.keyhaul.core.byok.KekProvenance;
import dev.keyhaul.core.byok.KekRecord;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.InputFile;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyChallenge;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.WrappedKey;
import dev.keyhaul.keyvault.BlobRejectedException;
import dev.keyhaul.keyvault.ExpectedKey;
import dev.keyhaul.keyvault.ImportOptions;
import dev.keyhaul.keyvault.KeyVault;
import dev.keyhaul.keyvault.VaultKey;
import dev.keyhaul.keyvault.VaultProof;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import dev.keyhaul.keyvault.key.Protection;
import dev.keyhaul.localvault.LocalVault;
import dev.keyhaul.localvault.LocalVaultOptions;
import dev.keyhaul.pkcs11.KeyPurpose;
import dev.keyhaul.pkcs11.KeyRequest;
import dev.keyhaul.pkcs11.RestoreAs;
import dev.keyhaul.pkcs11.token.TokenKey;
import dev.keyhaul.tenant.TenantKey;
import dev.keyhaul.workflow.Act;
import dev.keyhaul.workflow.BlobCreation;
import dev.keyhaul.workflow.Output;
import dev.keyhaul.workflow.record.CopyNotes;
import dev.keyhaul.workflow.record.RecordFacts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One key's way, step by step, with the same classes that the commands and applications use. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class Journey {
    private static final String KEY_NAME = "tenant";
    private static final String EVIDENCE = "evidence";
    private static final int KEK_BITS = 3072;
    private static final int MAX_BLOB_BYTES = 64 * 1024;

    private final Path folder;
    private final Path modulePath;
    private final String tool;
    private final RecordDraft record;
    private final Act.Operator operator;
    private final Consumer<String> lines;
    private final Consumer<String> details;
    private final DemoRecords records;
    private final SecureRandom random = new SecureRandom();

    /**
     * Makes a rehearsal in a new folder.
     *
     * @param softHsm SoftHSM's library; null for the one at a known path
     * @param tool the tool and its version
     * @param record notes what is done
     * @param operator is warned of what may be wrong with a key
     * @param lines takes the steps, line by line
     * @param details takes what is done in each step
     * @throws KeyTransferException if SoftHSM is not found, or the folder cannot be written
     */
    public Journey(
            Path folder,
            @Nullable Path softHsm,
            String tool,
            RecordDraft record,
            Act.Operator operator,
            Consumer<String> lines,
            Consumer<String> details)
            throws KeyTransferException {
        Arguments.notNull("tool", tool);
        Arguments.notNull("record", record);
        Arguments.notNull("operator", operator);
        Arguments.notNull("lines", lines);
        Arguments.notNull("details", details);
        this.modulePath = softHsm == null ? SoftHsmHome.library() : softHsm;
        this.records = DemoRecords.in(folder, record, tool);
        this.folder = folder;
        this.tool = tool;
        this.record = record;
        this.operator = operator;
        this.lines = lines;
        this.details = details;
    }

    /**
     * Takes one key the whole way.
     *
     * @throws KeyTransferException if a step fails, or does not do what it must
     */
    public void run() throws KeyTransferException {
        step(1, "two SoftHSM tokens in " + folder + ": the HSM, and the recovery HSM");
        try (DemoTokens tokens = DemoTokens.initialise(folder, modulePath, random)) {
            step(
                    2,
                    "the tenant key in the HSM (RSA-2048), a recovery pair in the other"
                            + " (RSA-3072)");
            makeKeys(tokens);
            LocalVaultOptions options =
                    LocalVaultOptions.builder(folder.resolve("vault.access"))
                            .random(random)
                            .build();
            try (LocalVault local = LocalVault.start(options)) {
                transfer(tokens, connect(local));
            }
        }
    }

    private void makeKeys(DemoTokens tokens) throws KeyTransferException {
        RecordFacts.token(record, tokens.hsm());
        RecordFacts.token(record, tokens.recovery());
        RecordFacts.key(
                record,
                KeyFact.EVIDENCE,
                tokens.recovery().generate(KeyRequest.of(KeyPurpose.EVIDENCE, EVIDENCE)),
                tokens.recovery());
        records.signWith(tokens.evidence(EVIDENCE));
        records.done("token init");
        RecordFacts.key(
                record,
                KeyFact.TARGET,
                tokens.hsm().generate(KeyRequest.target(KEY_NAME)),
                tokens.hsm());
        RecordFacts.key(
                record,
                KeyFact.RECIPIENT,
                tokens.recovery().generate(KeyRequest.recovery("recovery")),
                tokens.recovery());
        records.done("key generate");
    }

    private KeyVault connect(LocalVault local) throws KeyTransferException {
        step(3, "the local vault on " + local.address() + ", and a KEK in it through Azure's SDK");
        VaultHost host = VaultHost.parseUrl(local.url("rehearsal").toString());
        KeyVault vault = KeyVault.connect(host, new LoopbackRelay(local.accessFile()));
        note(vault);
        return vault;
    }

    private void note(KeyVault vault) {
        record.vault(
                () ->
                        new VaultFact(
                                vault.host().url(),
                                "the local vault's own token",
                                vault.serverTime()));
    }

    private void transfer(DemoTokens tokens, KeyVault vault) throws KeyTransferException {
        KeyExchangeKey kek = kek(vault);
        KeyDescription tenant;
        byte[] ciphertext;
        byte[] plaintext;
        VaultKey imported;
        try (TokenKey key = tokens.tenantKey(KEY_NAME)) {
            tenant = key.description();
            tell("the tenant key has the fingerprint", tenant.fingerprint());
            Path blobFile = blob(key, kek);
            imported = importBlob(vault, blobFile);
            plaintext = KeyChallenge.random(random);
            ciphertext = KeyChallenge.encryptOaepSha1(tenant.requireRsa(), plaintext, random);
            prove(vault, imported, key, ciphertext, plaintext);
            disable(vault, kek);
            masterCopy(tokens, key);
        }
        disaster(tokens);
        restore(tokens, tenant, ciphertext, plaintext);
        finish(imported);
    }

    private KeyExchangeKey kek(KeyVault vault) throws KeyTransferException {
        VaultKey created = vault.createKek("kek", KEK_BITS);
        RecordFacts.kek(record, vault.recordOf(created));
        KekRecord downloaded = vault.downloadKek("kek");
        byte[] content = downloaded.toUtf8();
        Path file = folder.resolve("kek.json");
        OutputFile.at(file).write(content);
        record.written(KeyFact.KEK, file, content);
        records.done("kek create");
        tell("wrote kek.json: " + downloaded.kid(), Fingerprint.of(downloaded.publicKey()));
        KeyExchangeKey kek =
                KekCandidate.of(KekRecord.parse(content), Clock.systemUTC().instant())
                        .authenticate(new KekProvenance.VaultAnswer(vault.recordOf(created)));
        RecordFacts.kek(record, kek);
        return kek;
    }

    private Path blob(TokenKey key, KeyExchangeKey kek) throws KeyTransferException {
        step(4, "the transfer blob, wrapped and proven inside the HSM");
        Path file = folder.resolve("tenant.byok");
        WrappedKey wrapped =
                new BlobCreation(
                                // Nobody has to approve a rehearsal.
                                new Act("byok create", record, (subject, keys) -> {}, operator))
                        .blob(
                                BlobWrapper.under(kek).rehearsal(true).generator(tool).build(),
                                key,
                                key.origin().location(),
                                Output.newFile(file))
                        .wrapped();
        records.done("byok create");
        wrapped.notes().forEach(this::tell);
        tell("strategy: " + wrapped.strategy());
        tell("proof: " + wrapped.proof().label(wrapped.method()));
        tell("wrote tenant.byok, " + wrapped.ciphertext().length + " bytes of ciphertext");
        return file;
    }

    private VaultKey importBlob(KeyVault vault, Path blobFile) throws KeyTransferException {
        step(5, "the import through Azure's SDK");
        byte[] blob = InputFile.read(blobFile, MAX_BLOB_BYTES);
        note(vault);
        record.read("blob", blobFile, blob);
        requireRefused(vault, BlobContent.parse(blob));
        return vault.importBlob(KEY_NAME, blob, ImportOptions.tenantKey());
    }

    private void requireRefused(KeyVault vault, BlobContent blob) throws KeyTransferException {
        byte[] damaged = blob.ciphertext();
        damaged[damaged.length - 1] ^= 1;
        try {
            vault.importBlob(
                    "damaged",
                    new BlobContent(blob.kid(), damaged, blob.generator()).toFile(),
                    ImportOptions.tenantKey());
        } catch (BlobRejectedException e) {
            tell("a copy with one bit flipped is refused: " + e.getMessage());
            return;
        }
        throw new CheckFailedException(
                Reason.DEMO_FAILED, "the vault accepted a damaged blob", null);
    }

    private void prove(
            KeyVault vault, VaultKey imported, TokenKey key, byte[] ciphertext, byte[] plaintext)
            throws KeyTransferException {
        step(6, "the proof that the vault has the HSM's key");
        VaultProof proof =
                VaultProof.of(
                        vault,
                        imported.id(),
                        ExpectedKey.tenantKey(key.description(), Protection.HSM),
                        random);
        for (VaultProof.Check check : proof.checks()) {
            tell((check.ok() ? "ok      " : "FAILED  ") + check.name() + ": " + check.detail());
        }
        proof.requirePassed();
        Challenge.requireDecrypts(key, ciphertext, plaintext);
        Challenge.requireEqual(plaintext, vault.decryptRsaOaep(imported.id(), ciphertext));
        tell("ok      the same ciphertext decrypts to the same text in the HSM and in the vault");
        RecordFacts.inVault(record, imported, proof);
        records.done("vault import-key");
    }

    /** One KEK a ceremony: nothing can be imported under it again. */
    private void disable(KeyVault vault, KeyExchangeKey kek) throws KeyTransferException {
        note(vault);
        vault.disable(kek.kid());
        RecordFacts.disabled(record, kek.kid());
        records.done("kek disable");
        tell("disabled the KEK: no stored blob can be imported again");
    }

    private void masterCopy(DemoTokens tokens, TokenKey key) throws KeyTransferException {
        step(7, "the master copy, wrapped to the recovery HSM; then the disaster");
        TokenKeyRecipient recipient = tokens.recipient("recovery");
        MasterCopyRequest request =
                CopyWrapper.to(List.of(recipient))
                        .wrap(key, new Operator("demo"), tool, wrapped -> {});
        MasterCopy copy = MasterCopyStore.openOrCreate(folder.resolve("copies")).create(request);
        RecordFacts.target(record, key);
        CopyNotes.made(record, copy);
        records.done("backup create");
        tell("kept copy " + copy.id() + ", restored once in a test in the recovery HSM");
    }

    private void disaster(DemoTokens tokens) throws KeyTransferException {
        tokens.destroyHsm();
        if (!tokens.hsmIsGone()) {
            throw new CheckFailedException(
                    Reason.DEMO_FAILED,
                    "the HSM's folder is deleted, but its token still works",
                    null);
        }
        tell("deleted the HSM's folder: the token is gone");
    }

    private void restore(
            DemoTokens tokens, KeyDescription tenant, byte[] ciphertext, byte[] plaintext)
            throws KeyTransferException {
        MasterCopyStore store = MasterCopyStore.open(folder.resolve("copies"));
        MasterCopy copy = store.get(store.list().get(0).id().toString());
        copy.requireExpected(tenant.fingerprint());
        try (TokenKey restored =
                tokens.recipient("recovery").restore(copy, RestoreAs.tokenKey(KEY_NAME))) {
            Challenge.requireDecrypts(restored, ciphertext, plaintext);
            Challenge.requireSigns(restored, tenant.requireRsa(), random);
            RecordFacts.target(record, restored);
            CopyNotes.opened(record, copy, "restored in a token, signed and decrypted");
            records.done("backup restore");
        }
        tell("restored inside the recovery HSM: same key, signs and decrypts");
    }

    private void finish(VaultKey imported) throws KeyTransferException {
        step(8, "the report of the ceremony, and the key's URL for Azure Rights Management");
        records.report(folder.resolve("report.html"));
        tell("key URL: " + imported.id());
        TenantKey.nextCommands(imported.id()).forEach(command -> tell("  " + command));
    }

    private void step(int number, String what) {
        lines.accept("[" + number + "/8] " + what);
    }

    private void tell(String what) {
        details.accept("      " + what);
    }

    private void tell(String what, Fingerprint compared) {
        tell(what);
        compared.rows().forEach(row -> tell("  " + row));
    }
}
