package dev.keyhaul.cli;

import dev.keyhaul.cli.approve.Approve;
import dev.keyhaul.cli.audit.Audit;
import dev.keyhaul.cli.backup.BackupCreate;
import dev.keyhaul.cli.backup.BackupDrill;
import dev.keyhaul.cli.backup.BackupList;
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
import java.util.function.Supplier;

/** Every command by name. A command's class is loaded when it is named, and no sooner. */
final class CommandTable {
    static final List<Entry> ALL =
            List.of(
                    new Entry("demo", "the whole journey, rehearsed on this machine", Demo::new),
                    new Entry("token list", "slots and tokens", TokenList::new),
                    new Entry(
                            "token info",
                            "one token: firmware, flags, mechanisms",
                            TokenInspect::new),
                    new Entry(
                            "token probe",
                            "what a token really does, tried on throw-away keys",
                            TokenProbeCommand::new),
                    new Entry("token init", "initialise a free slot", TokenInit::new),
                    new Entry("key generate", "make a key in a token", KeyGenerate::new),
                    new Entry("key list", "the keys in a token", KeyList::new),
                    new Entry(
                            "key inspect", "one key: length, fingerprint, origin", KeyInspect::new),
                    new Entry("key export-public", "a key's public half", KeyExportPublic::new),
                    new Entry("key import", "a key from elsewhere into a token", KeyImport::new),
                    new Entry("key seal", "make a key not extractable, for good", KeySeal::new),
                    new Entry("key delete", "delete a key from its token", KeyDelete::new),
                    new Entry("kek create", "make a KEK in a vault", KekCreate::new),
                    new Entry(
                            "kek download",
                            "a KEK's record: public key and identifier",
                            KekDownload::new),
                    new Entry("kek disable", "end a KEK's use after its import", KekDisable::new),
                    new Entry("byok create", "wrap a key under a KEK into a blob", ByokCreate::new),
                    new Entry("byok inspect", "what a blob says of itself", ByokInspect::new),
                    new Entry("byok lint", "every mistake in a blob, with its fix", ByokLint::new),
                    new Entry("byok open", "open a rehearsal's blob and compare", ByokOpen::new),
                    new Entry(
                            "tpd inspect",
                            "what AD RMS exported: one domain, or an estate",
                            TpdInspect::new),
                    new Entry(
                            "tpd convert",
                            "a domain without its key, and the key under a password",
                            TpdConvert::new),
                    new Entry("vault import", "wrap a key, import it, prove it", VaultImport::new),
                    new Entry("vault upload", "import a finished blob, prove it", VaultUpload::new),
                    new Entry("vault create", "make a tenant key in a vault", VaultCreate::new),
                    new Entry("vault show", "a key in a vault", VaultShow::new),
                    new Entry(
                            "vault set-operations",
                            "permit what a tenant key needs, prove it",
                            VaultSetOperations::new),
                    new Entry(
                            "vault backup",
                            "the service's own backup of a key, no master copy",
                            VaultBackupCommand::new),
                    new Entry("vault serve", "the local vault, for rehearsals", VaultServe::new),
                    new Entry("pfx inspect", "what is in a PKCS#12 file", PfxInspect::new),
                    new Entry("pfx create", "a software key into a PKCS#12 file", PfxCreate::new),
                    new Entry("backup create", "a master copy of a key", BackupCreate::new),
                    new Entry("backup list", "the master copies in a store", BackupList::new),
                    new Entry("backup show", "one master copy, and its history", BackupShow::new),
                    new Entry(
                            "backup verify",
                            "every byte and every signature of a store",
                            BackupVerify::new),
                    new Entry(
                            "backup drill",
                            "a master copy restored in a test, used, destroyed",
                            BackupDrill::new),
                    new Entry(
                            "backup restore",
                            "a master copy back into a token",
                            BackupRestore::new),
                    new Entry("batch run", "the keys of a manifest", BatchRunCommand::new),
                    new Entry(
                            "tenant check",
                            "what a tenant key needs, judged from az's JSON",
                            TenantCheckCommand::new),
                    new Entry(
                            "tenant runbook",
                            "the commands for one tenant, in order",
                            TenantRunbook::new),
                    new Entry(
                            "tenant region",
                            "where a tenant key's vault is best",
                            TenantRegion::new),
                    new Entry("approve", "a second person's approval of a request", Approve::new),
                    // Before its first word alone, which is a command too.
                    new Entry(
                            "report verify",
                            "the signatures, order and files of ceremony records",
                            ReportVerify::new),
                    new Entry("report", "the ceremony as one printable page", ReportCommand::new),
                    new Entry("audit", "who used the tenant key: two logs compared", Audit::new),
                    new Entry("completion", "completion for bash or zsh", Completion::new));

    private CommandTable() {}

    /**
     * One command.
     *
     * @param name its words, such as {@code byok create}
     * @param summary what it does, for lists
     * @param make makes the object that picocli fills
     */
    record Entry(String name, String summary, Supplier<KeyhaulCommand> make) {
        List<String> words() {
            return List.of(name.split(" "));
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
