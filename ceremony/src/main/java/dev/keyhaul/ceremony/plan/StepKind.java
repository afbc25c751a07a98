package dev.keyhaul.ceremony.plan;

import dev.keyhaul.ceremony.ProofFact;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kinds of steps, in order, with all that is the same in every plan. It has no functions: what
 * is done for a step is an arm of a switch that has no default.
 *
 * @since 0.1.0
 */
public enum StepKind {
    /** The KEK is made. */
    KEK(
            row("kek", "make the KEK in the vault", Duty.ONLINE, "kek create")
                    .leaving("the KEK %s in the vault: disable it now")),

    /** The KEK's record is written. */
    KEK_RECORD(
            row("kek-record", "download the KEK, and sign its record", Duty.ONLINE, "kek download")
                    .after(KEK)
                    .writing(PaperNumber.KEK)
                    .file("kek.json", "the KEK's record")
                    .leaving("the KEK's record, kek.json: delete it")),

    /** The tenant key is made. */
    TENANT_KEY(
            row("tenant-key", "make the tenant key", Duty.OFFLINE, "key generate")
                    .after(KEK_RECORD)
                    .writing(PaperNumber.TENANT_KEY)
                    .leaving(
                            "the tenant key in its token: do not point the tenant at it; delete it")),

    /** The key that opens the copies is made. */
    RECOVERY_PAIR(
            row("recovery-pair", "make the recovery pair", Duty.OFFLINE, "key generate")
                    .after(KEK_RECORD)
                    .writing(PaperNumber.RECOVERY_PAIR)),

    /** The store of the master copies continues as the old paper has it. */
    STORE(
            row(
                            "store",
                            "compare the store with the old paper, and take over its journal",
                            Duty.OFFLINE,
                            "backup change-signer")
                    .after(KEK_RECORD)
                    .typing(PaperNumber.OLD_JOURNAL)),

    /** The key is restored from its master copy, for good. */
    RESTORE(
            row(
                            "restore",
                            "restore the tenant key from its master copy",
                            Duty.OFFLINE,
                            "backup restore")
                    .after(STORE)
                    .approvedOver(PaperNumber.OLD_KEY)
                    .typing(PaperNumber.OLD_KEY)
                    .writing(PaperNumber.JOURNAL)
                    .leaving("the restored key in its token: delete it")
                    .proving(
                            ProofFact.DRILL,
                            "The restored key is the one on the old paper",
                            "its fingerprint was typed from that paper; the copy is signed by the"
                                    + " key in the plan, and the key was used in its token")),

    /** The key is restored from its master copy, used, and destroyed. */
    DRILL(
            row(
                            "drill",
                            "restore the tenant key, use it, and destroy it",
                            Duty.OFFLINE,
                            "backup drill")
                    .after(STORE)
                    .typing(PaperNumber.OLD_KEY)
                    .writing(PaperNumber.JOURNAL)
                    .proving(
                            ProofFact.DRILL,
                            "The master copy gives back the key on the old paper",
                            "its fingerprint was typed from that paper; the copy is signed by the"
                                    + " key in the plan; the key was used, and the token kept"
                                    + " nothing of it")),

    /** The key is wrapped. */
    BLOB(
            row("blob", "wrap the tenant key into the blob", Duty.OFFLINE, "byok create")
                    .after(KEK_RECORD, TENANT_KEY, RECOVERY_PAIR, RESTORE)
                    .approvedOver(PaperNumber.TENANT_KEY)
                    .typing(PaperNumber.KEK)
                    .writing(PaperNumber.BLOB)
                    .file("tenant.byok", "the blob")
                    .leaving("the blob, tenant.byok: destroy it, on each host and the stick")
                    .proving(
                            ProofFact.BLOB,
                            "The blob was checked where it was made",
                            "the wrapped key was opened again and used there, before the blob was"
                                    + " written")),

    /** A copy is made. Its request is carried to the witness with that of the blob. */
    COPY(
            row("copy-", "make master copy %s of %s", Duty.OFFLINE, "backup create")
                    .after(KEK_RECORD, TENANT_KEY, RECOVERY_PAIR)
                    .approvedOver(PaperNumber.RECOVERY_PAIR)
                    .writing(PaperNumber.JOURNAL)
                    .leaving("master copies: keep or destroy them with their recovery pair")),

    /** The key is brought into the vault. */
    IMPORT(
            row(
                            "import",
                            "import the blob into the vault, and prove it",
                            Duty.ONLINE,
                            "vault import-key")
                    .after(BLOB, COPY)
                    .approvedOver(PaperNumber.BLOB)
                    .writing(PaperNumber.URL)
                    .leaving("the key in the vault: do not use it; delete it")
                    .proving(
                            ProofFact.VAULT,
                            "The vault holds this key, not exportable",
                            "the vault's answer was compared with the key that was expected, and"
                                    + " the key was used there")),

    /** The KEK is disabled. */
    KEK_END(
            row("kek-end", "disable the KEK", Duty.ONLINE, "kek disable")
                    .after(IMPORT)
                    .ending(KEK)
                    .alsoAfterTheEnd()
                    .proving(
                            ProofFact.KEK_DISABLED,
                            "Nothing can be imported under the KEK",
                            "the vault shows it as disabled")),

    /** The online host ends its records, unless it is the offline host as well. */
    CLOSE_ONLINE(closing(Duty.ONLINE).after(KEK_END)),

    /** The key is made not extractable: asked for before the import, and done after it. */
    SEAL(
            row(
                            "seal",
                            "make the tenant key not extractable, for good",
                            Duty.OFFLINE,
                            "key make-unextractable")
                    .after(KEK_END, CLOSE_ONLINE)
                    .approvedOver(PaperNumber.JOURNAL)
                    .askedAfter(BLOB, COPY)
                    .typing(PaperNumber.VAULT_ROW, PaperNumber.JOURNAL)),

    /** What may not stay is deleted. */
    DESTROY(
            row("destroy", "delete the blob and the KEK's record", Duty.OFFLINE, PlanSteps.GUIDE)
                    .after(KEK_END, CLOSE_ONLINE, SEAL)
                    .ending(KEK_RECORD, BLOB)
                    .alsoAfterTheEnd()),

    /** The offline host ends its records, last of all. */
    CLOSE(closing(Duty.OFFLINE).after(DESTROY, DRILL));

    /**
     * What a step claims, if its record has the proof.
     *
     * @param fact the claim of the proof, as the record has it
     * @param words the claim on paper
     * @param proof what proves it
     */
    public record Claim(String fact, String words, String proof) {}

    /**
     * A file that a step writes beside the plan, and that is carried until it is destroyed.
     *
     * @param name its name
     * @param words what it is
     */
    public record CarriedFile(String name, String words) {}

    private static final String CLOSING = "ceremony close";

    @SuppressWarnings("ImmutableEnumChecker") // complete when its constant is
    private final Row row;

    StepKind(Row row) {
        this.row = row;
    }

    /** Returns what records call it; what tells several apart follows a hyphen at its end. */
    String id() {
        return row.id;
    }

    /** Returns what people call it. */
    String title() {
        return row.title;
    }

    /** Returns whose host does it. */
    Duty duty() {
        return row.duty;
    }

    /** Returns the command, as its record calls it. */
    String command() {
        return row.command;
    }

    /** Returns what the witness types to approve it, if there is one; nobody approves any other. */
    Optional<PaperNumber> approvedOver() {
        return row.approvedOver;
    }

    /** Returns what comes before its request, if the plan has it. */
    Set<StepKind> askedAfter() {
        return row.askedAfter.isEmpty() ? row.after : row.askedAfter;
    }

    /** Whether it ends the records of its host. */
    boolean isClosing() {
        return row.command.equals(CLOSING);
    }

    /** Returns what comes before it, if the plan has it. */
    Set<StepKind> after() {
        return row.after;
    }

    /** Returns what is typed for it, in order. */
    List<PaperNumber> types() {
        return row.types;
    }

    /** Returns what is written down afterwards: of several copies, after the last one. */
    Optional<PaperNumber> writes() {
        return row.writes;
    }

    /** Returns the file that it writes beside the plan. */
    public Optional<CarriedFile> file() {
        return row.file;
    }

    /** Returns what it leaves if the ceremony is stopped, and what to do; with the KEK's name. */
    public Optional<String> leaves() {
        return row.leaves;
    }

    /** Returns the steps of which nothing is left after it. */
    Set<StepKind> ends() {
        return row.ends;
    }

    /** Whether it only ends what is there: it can be done when the plan has ended, too. */
    boolean isAlsoAfterTheEnd() {
        return row.isAlsoAfterTheEnd;
    }

    /** Returns what it claims. */
    public Optional<Claim> claim() {
        return row.claim;
    }

    private static Row closing(Duty duty) {
        return row("close-", "close the records of %s", duty, CLOSING)
                .writing(PaperNumber.CLOSING)
                .alsoAfterTheEnd();
    }

    private static Row row(String id, String title, Duty duty, String command) {
        return new Row(id, title, duty, command);
    }

    /** What is not given is not so. */
    private static final class Row {
        private final String id;
        private final String title;
        private final Duty duty;
        private final String command;
        private Optional<PaperNumber> approvedOver = Optional.empty();
        private boolean isAlsoAfterTheEnd;
        private Set<StepKind> after = Set.of();
        private Set<StepKind> askedAfter = Set.of();
        private List<PaperNumber> types = List.of();
        private Optional<PaperNumber> writes = Optional.empty();
        private Optional<CarriedFile> file = Optional.empty();
        private Optional<String> leaves = Optional.empty();
        private Set<StepKind> ends = Set.of();
        private Optional<Claim> claim = Optional.empty();

        Row(String id, String title, Duty duty, String command) {
            this.id = id;
            this.title = title;
            this.duty = duty;
            this.command = command;
        }

        Row approvedOver(PaperNumber number) {
            approvedOver = Optional.of(number);
            return this;
        }

        Row askedAfter(StepKind... kinds) {
            askedAfter = Set.of(kinds);
            return this;
        }

        Row alsoAfterTheEnd() {
            isAlsoAfterTheEnd = true;
            return this;
        }

        Row after(StepKind... kinds) {
            after = Set.of(kinds);
            return this;
        }

        Row typing(PaperNumber... numbers) {
            types = List.of(numbers);
            return this;
        }

        Row writing(PaperNumber number) {
            writes = Optional.of(number);
            return this;
        }

        Row file(String name, String words) {
            file = Optional.of(new CarriedFile(name, words));
            return this;
        }

        Row leaving(String words) {
            leaves = Optional.of(words);
            return this;
        }

        Row ending(StepKind... kinds) {
            ends = Set.of(kinds);
            return this;
        }

        Row proving(String fact, String words, String proof) {
            claim = Optional.of(new Claim(fact, words, proof));
            return this;
        }
    }
}
