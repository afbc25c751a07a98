package dev.keyhaul.cli;

import dev.keyhaul.cli.approve.Approve;
import dev.keyhaul.cli.audit.Audit;
import dev.keyhaul.cli.backup.BackupCreate;
import dev.keyhaul.cli.backup.BackupDrill;
import dev.keyhaul.cli.backup.BackupEvidenceKey;
import dev.keyhaul.cli.backup.BackupList;
import dev.keyhaul.cli.backup.BackupRepair;
import dev.keyhaul.cli.backup.BackupRestore;
import dev.keyhaul.cli.backup.BackupShow;
import dev.keyhaul.cli.backup.BackupVerify;
import dev.keyhaul.cli.batch.BatchRunCommand;
import dev.keyhaul.cli.byok.ByokCreate;
import dev.keyhaul.cli.byok.ByokInspect;
import dev.keyhaul.cli.byok.ByokLint;
import dev.keyhaul.cli.byok.ByokOpen;
import dev.keyhaul.cli.demo.Demo;
import dev.keyhaul.cli.kek.KekCreate;
import dev.keyhaul.cli.kek.KekDisable;
import dev.keyhaul.cli.kek.KekDownload;
import dev.keyhaul.cli.key.KeyDelete;
import dev.keyhaul.cli.key.KeyExportPublic;
import dev.keyhaul.cli.key.KeyGenerate;
import dev.keyhaul.cli.key.KeyImport;
import dev.keyhaul.cli.key.KeyInspect;
import dev.keyhaul.cli.key.KeyList;
import dev.keyhaul.cli.key.KeySeal;
import dev.keyhaul.cli.pfx.PfxCreate;
import dev.keyhaul.cli.pfx.PfxInspect;
import dev.keyhaul.cli.report.ReportCommand;
import dev.keyhaul.cli.report.ReportVerify;
import dev.keyhaul.cli.tenant.TenantCheckCommand;
import dev.keyhaul.cli.tenant.TenantRegion;
import dev.keyhaul.cli.tenant.TenantRunbook;
import dev.keyhaul.cli.token.TokenInit;
import dev.keyhaul.cli.token.TokenInspect;
import dev.keyhaul.cli.token.TokenList;
import dev.keyhaul.cli.token.TokenProbeCommand;
import dev.keyhaul.cli.tpd.TpdConvert;
import dev.keyhaul.cli.tpd.TpdInspect;
import dev.keyhaul.cli.vault.VaultBackupCommand;
import dev.keyhaul.cli.vault.VaultCreate;
import dev.keyhaul.cli.vault.VaultImport;
import dev.keyhaul.cli.vault.VaultServe;
import dev.keyhaul.cli.vault.VaultSetOperations;
import dev.keyhaul.cli.vault.VaultShow;
import dev.keyhaul.cli.vault.VaultUpload;
import java.util.List;
import java.util.Optional;

/** Every command by name. A command's class is loaded when it is named, and no sooner. */
final class CommandTable {
    static final List<Entry> ALL =
            List.of(
                    new Entry("demo", "the whole journey, rehearsed on this machine"),
                    new Entry("token list", "slots and tokens"),
                    new Entry("token info", "one token: firmware, flags, mechanisms"),
                    new Entry("token probe", "what a token really does, tried on throw-away keys"),
                    new Entry("token init", "initialise a free slot"),
                    new Entry("key generate", "make a key in a token"),
                    new Entry("key list", "the keys in a token"),
                    new Entry("key inspect", "one key: length, fingerprint, origin"),
                    new Entry("key export-public", "a key's public half"),
                    new Entry("key import", "a key from elsewhere into a token"),
                    new Entry("key seal", "make a key not extractable, for good"),
                    new Entry("key delete", "delete a key from its token"),
                    new Entry("kek create", "make a KEK in a vault"),
                    new Entry("kek download", "a KEK's record: public key and identifier"),
                    new Entry("kek disable", "end a KEK's use after its import"),
                    new Entry("byok create", "wrap a key under a KEK into a blob"),
                    new Entry("byok inspect", "what a blob says of itself"),
                    new Entry("byok lint", "every mistake in a blob, with its fix"),
                    new Entry("byok open", "open a rehearsal's blob and compare"),
                    new Entry("tpd inspect", "what AD RMS exported: one domain, or an estate"),
                    new Entry(
                            "tpd convert",
                            "a domain without its key, and the key under a password"),
                    new Entry("vault import", "wrap a key, import it, prove it"),
                    new Entry("vault upload", "import a finished blob, prove it"),
                    new Entry("vault create", "make a tenant key in a vault"),
                    new Entry("vault show", "a key in a vault"),
                    new Entry("vault set-operations", "permit what a tenant key needs, prove it"),
                    new Entry("vault backup", "the service's own backup of a key, no master copy"),
                    new Entry("vault serve", "the local vault, for rehearsals"),
                    new Entry("pfx inspect", "what is in a PKCS#12 file"),
                    new Entry("pfx create", "a software key into a PKCS#12 file"),
                    new Entry("backup create", "a master copy of a key"),
                    new Entry("backup list", "the master copies in a store"),
                    new Entry("backup show", "one master copy, and its history"),
                    new Entry("backup verify", "every byte and every signature of a store"),
                    new Entry("backup repair", "a store after a command was killed, in order"),
                    new Entry("backup evidence-key", "another key to sign a store's journal"),
                    new Entry("backup drill", "a master copy restored in a test, used, destroyed"),
                    new Entry("backup restore", "a master copy back into a token"),
                    new Entry("batch run", "the keys of a manifest"),
                    new Entry("tenant check", "what a tenant key needs, judged from az's JSON"),
                    new Entry("tenant runbook", "the commands for one tenant, in order"),
                    new Entry("tenant region", "where a tenant key's vault is best"),
                    new Entry("approve", "a second person's approval of a request"),
                    // Before its first word alone, which is a command too.
                    new Entry(
                            "report verify", "the signatures, order and files of ceremony records"),
                    new Entry("report", "the ceremony as one printable page"),
                    new Entry("audit", "who used the tenant key: two logs compared"),
                    new Entry("completion", "completion for bash or zsh"));

    private CommandTable() {}

    /**
     * One command.
     *
     * @param name its words, such as {@code byok create}
     * @param summary what it does, for lists
     */
    record Entry(String name, String summary) {
        List<String> words() {
            return List.of(name.split(" "));
        }

        /**
         * Makes the object that picocli fills. A switch, for a reference to each constructor would
         * load every command's class at each start; of Objects, for the JVM's verifier would load
         * them to see that each is a command.
         */
        KeyhaulCommand make() {
            Object command =
                    switch (name) {
                        case "demo" -> new Demo();
                        case "token list" -> new TokenList();
                        case "token info" -> new TokenInspect();
                        case "token probe" -> new TokenProbeCommand();
                        case "token init" -> new TokenInit();
                        case "key generate" -> new KeyGenerate();
                        case "key list" -> new KeyList();
                        case "key inspect" -> new KeyInspect();
                        case "key export-public" -> new KeyExportPublic();
                        case "key import" -> new KeyImport();
                        case "key seal" -> new KeySeal();
                        case "key delete" -> new KeyDelete();
                        case "kek create" -> new KekCreate();
                        case "kek download" -> new KekDownload();
                        case "kek disable" -> new KekDisable();
                        case "byok create" -> new ByokCreate();
                        case "byok inspect" -> new ByokInspect();
                        case "byok lint" -> new ByokLint();
                        case "byok open" -> new ByokOpen();
                        case "tpd inspect" -> new TpdInspect();
                        case "tpd convert" -> new TpdConvert();
                        case "vault import" -> new VaultImport();
                        case "vault upload" -> new VaultUpload();
                        case "vault create" -> new VaultCreate();
                        case "vault show" -> new VaultShow();
                        case "vault set-operations" -> new VaultSetOperations();
                        case "vault backup" -> new VaultBackupCommand();
                        case "vault serve" -> new VaultServe();
                        case "pfx inspect" -> new PfxInspect();
                        case "pfx create" -> new PfxCreate();
                        case "backup create" -> new BackupCreate();
                        case "backup list" -> new BackupList();
                        case "backup show" -> new BackupShow();
                        case "backup verify" -> new BackupVerify();
                        case "backup repair" -> new BackupRepair();
                        case "backup evidence-key" -> new BackupEvidenceKey();
                        case "backup drill" -> new BackupDrill();
                        case "backup restore" -> new BackupRestore();
                        case "batch run" -> new BatchRunCommand();
                        case "tenant check" -> new TenantCheckCommand();
                        case "tenant runbook" -> new TenantRunbook();
                        case "tenant region" -> new TenantRegion();
                        case "approve" -> new Approve();
                        case "report verify" -> new ReportVerify();
                        case "report" -> new ReportCommand();
                        case "audit" -> new Audit();
                        case "completion" -> new Completion();
                        default -> throw new IllegalStateException("no class for " + name);
                    };
            return (KeyhaulCommand) command;
        }
    }

    static Optional<Entry> find(List<String> args) {
        return ALL.stream()
                .filter(
                        e ->
                                args.size() >= e.words().size()
                                        && args.subList(0, e.words().size()).equals(e.words()))
                .findFirst();
    }

    static List<Entry> inGroup(String group) {
        return ALL.stream().filter(e -> e.name().startsWith(group + " ")).toList();
    }
}
