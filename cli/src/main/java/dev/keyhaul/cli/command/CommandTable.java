package dev.keyhaul.cli.command;

import java.util.List;
import java.util.Optional;

/** Every command by name. A command's class is loaded when it is named, and no sooner. */
final class CommandTable {
    private static final String COMMANDS = "dev.keyhaul.cli.";

    static final List<Entry> ALL =
            List.of(
                    new Entry("demo", "the whole journey, rehearsed on this machine", "demo.Demo"),
                    new Entry("token list", "slots and tokens", "token.TokenList"),
                    new Entry(
                            "token info",
                            "one token: firmware, flags, mechanisms",
                            "token.TokenInspect"),
                    new Entry(
                            "token probe",
                            "what a token really does, tried on throw-away keys",
                            "token.TokenProbeCommand"),
                    new Entry("token init", "initialise a free slot", "token.TokenInit"),
                    new Entry("key generate", "make a key in a token", "key.KeyGenerate"),
                    new Entry("key list", "the keys in a token", "key.KeyList"),
                    new Entry(
                            "key inspect",
                            "one key: length, fingerprint, origin",
                            "key.KeyInspect"),
                    new Entry("key export-public", "a key's public half", "key.KeyExportPublic"),
                    new Entry("key import", "a key from elsewhere into a token", "key.KeyImport"),
                    new Entry("key seal", "make a key not extractable, for good", "key.KeySeal"),
                    new Entry("key delete", "delete a key from its token", "key.KeyDelete"),
                    new Entry("kek create", "make a KEK in a vault", "kek.KekCreate"),
                    new Entry(
                            "kek download",
                            "a KEK's record: public key and identifier",
                            "kek.KekDownload"),
                    new Entry("kek disable", "end a KEK's use after its import", "kek.KekDisable"),
                    new Entry(
                            "byok create", "wrap a key under a KEK into a blob", "byok.ByokCreate"),
                    new Entry("byok inspect", "what a blob contains", "byok.ByokInspect"),
                    new Entry(
                            "byok lint", "every mistake in a blob, with its fix", "byok.ByokLint"),
                    new Entry("byok open", "open a rehearsal's blob and compare", "byok.ByokOpen"),
                    new Entry(
                            "tpd inspect",
                            "what AD RMS exported: one domain, or an estate",
                            "tpd.TpdInspect"),
                    new Entry(
                            "tpd convert",
                            "a domain without its key, and the key under a password",
                            "tpd.TpdConvert"),
                    new Entry(
                            "vault import", "wrap a key, import it, prove it", "vault.VaultImport"),
                    new Entry(
                            "vault upload",
                            "import a finished blob, prove it",
                            "vault.VaultUpload"),
                    new Entry("vault create", "make a tenant key in a vault", "vault.VaultCreate"),
                    new Entry("vault show", "a key in a vault", "vault.VaultShow"),
                    new Entry(
                            "vault set-operations",
                            "permit what a tenant key needs, prove it",
                            "vault.VaultSetOperations"),
                    new Entry(
                            "vault backup",
                            "the service's own backup of a key, no master copy",
                            "vault.VaultBackupCommand"),
                    new Entry("vault serve", "the local vault, for rehearsals", "vault.VaultServe"),
                    new Entry("pfx inspect", "what is in a PKCS#12 file", "pfx.PfxInspect"),
                    new Entry("pfx create", "a software key into a PKCS#12 file", "pfx.PfxCreate"),
                    new Entry("backup create", "a master copy of a key", "backup.BackupCreate"),
                    new Entry("backup list", "the master copies in a store", "backup.BackupList"),
                    new Entry(
                            "backup show", "one master copy, and its history", "backup.BackupShow"),
                    new Entry(
                            "backup verify",
                            "every byte and every signature of a store",
                            "backup.BackupVerify"),
                    new Entry(
                            "backup repair",
                            "a store after a command was killed, in order",
                            "backup.BackupRepair"),
                    new Entry(
                            "backup evidence-key",
                            "another key to sign a store's journal",
                            "backup.BackupEvidenceKey"),
                    new Entry(
                            "backup drill",
                            "a master copy restored in a test, used, destroyed",
                            "backup.BackupDrill"),
                    new Entry(
                            "backup restore",
                            "a master copy back into a token",
                            "backup.BackupRestore"),
                    new Entry("batch run", "the keys of a manifest", "batch.BatchRunCommand"),
                    new Entry(
                            "tenant check",
                            "what a tenant key needs, judged from az's JSON",
                            "tenant.TenantCheckCommand"),
                    new Entry(
                            "tenant runbook",
                            "the commands for one tenant, in order",
                            "tenant.TenantRunbook"),
                    new Entry(
                            "tenant region",
                            "where a tenant key's vault is best",
                            "tenant.TenantRegion"),
                    new Entry(
                            "approve",
                            "a second person's approval of a request",
                            "approve.Approve"),
                    // Before its first word alone, which is a command too.
                    new Entry(
                            "report verify",
                            "the signatures, order and files of ceremony records",
                            "report.ReportVerify"),
                    new Entry(
                            "report", "the ceremony as one printable page", "report.ReportCommand"),
                    new Entry("audit", "who used the tenant key: two logs compared", "audit.Audit"),
                    new Entry("completion", "completion for bash or zsh", "completion.Completion"));

    private CommandTable() {}

    /**
     * One command.
     *
     * @param name its words, such as {@code byok create}
     * @param summary what it does, for lists
     * @param type its class, within the package of the command line
     */
    record Entry(String name, String summary, String type) {
        List<String> words() {
            return List.of(name.split(" "));
        }

        /**
         * Makes the object that picocli fills. By its name: a reference to each constructor would
         * load every command's class at each start.
         */
        KeyhaulCommand make() {
            try {
                return Class.forName(COMMANDS + type)
                        .asSubclass(KeyhaulCommand.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no class for " + name, e);
            }
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
