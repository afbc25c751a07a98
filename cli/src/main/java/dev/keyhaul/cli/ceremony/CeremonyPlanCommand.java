package dev.keyhaul.cli.ceremony;

import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedRestore;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.ceremony.plan.StepKind;
import dev.keyhaul.cli.backup.TrustOptions;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.evidence.RecordOptions;
import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.kind.Sources;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.NewVersionOption;
import dev.keyhaul.cli.option.OpenGuardOption;
import dev.keyhaul.cli.plan.HostPlan;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Writes;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.page.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes the plan of a ceremony, which is open until 'ceremony script'. */
public record CeremonyPlanCommand(Given given) implements Command {
    private static final String REHEARSAL_VAULT = "https://rehearsal." + VaultHost.REHEARSAL_SUFFIX;
    private static final String KEY_TOKEN = "hsm";
    private static final String KEY_LABEL = "tenant";
    private static final String PAIR = "recovery";
    private static final String NONE = "none";
    private static final int COPIES_OF_NEW_KEY = 2;
    private static final int BRIEF = 8;

    static final Opt.Sure<Path> FILE =
            Opt.positional(
                            "PLAN.json",
                            Kind.PATH,
                            "the plan: a new file, on the stick",
                            new Writes())
                    .required();

    static final Opt.Sure<Boolean> REHEARSAL =
            Opt.flag(
                    "--rehearsal",
                    "rehearse with the local vault; without --person, on this host alone, with two"
                            + " tokens of SoftHSM",
                    Not.REHEARSES);

    static final Opt<String> TITLE =
            Opt.text("--title TEXT", "the ceremony's name (default: asks)");

    static final Opt<VaultHost> VAULT =
            Opt.of(
                    "--vault URL",
                    Kinds.vault(),
                    "the vault that the key goes to (default: asks)",
                    Settable.VAULT);

    static final Opt.Sure<String> NAME =
            Opt.text("--name N", "the key's name in the vault (default: tenant)").orElse("tenant");

    static final Opt<String> KEK_NAME =
            Opt.text(
                    "--kek-name K",
                    "the name of the KEK that the ceremony makes (default: ceremony-ID)");

    static final Opt<String> KEY =
            Opt.of(
                    "--key SOURCE",
                    Kinds.textOrFile(),
                    "the key (default: pkcs11:token=hsm;object=tenant)");

    static final Opt.Sure<Boolean> EXISTING =
            Opt.flag(
                    "--existing",
                    "the key and its token exist already (the default for a key that is not in a"
                            + " token)");

    static final Opt.Sure<List<String>> EXISTING_TOKEN =
            Opt.text(
                            "--existing-token LABEL",
                            "a token that exists already: a new key is made beside its other keys,"
                                    + " with a label that is free; may be repeated",
                            new ComparedLater())
                    .many();

    static final Opt.Sure<String> KIND =
            Opt.text(
                            "--kind KIND",
                            "rsa-2048, rsa-3072, rsa-4096, ec-p-256, ec-p-384, ec-p-521, aes-128, aes-192"
                                    + " or aes-256 (default: rsa-2048)",
                            new ComparedLater())
                    .orElse("rsa-2048");

    static final Opt<Integer> COPIES =
            Opt.of(
                    "--copies N",
                    Kind.number(),
                    "how many master copies (default: 2 of a new key, otherwise none)");

    static final Opt<String> TO =
            Opt.of(
                    "--to RECIPIENT",
                    Kinds.textOrFile(),
                    "what opens the copies (default: a new pair,"
                            + " pkcs11:token=recovery;object=recovery)");

    static final Opt.Sure<String> STORE =
            Opt.text(
                            "--store PLACE",
                            "the drive of the copies, place.NAME: the offline host says where it is (default:"
                                    + " place.drive-a)",
                            new ComparedLater())
                    .orElse("place.drive-a");

    static final Opt.Sure<String> REPLICA =
            Opt.text(
                            "--replica PLACE",
                            "a second drive with the same copies, place.NAME, or none (default:"
                                    + " place.drive-b)",
                            new ComparedLater())
                    .orElse("place.drive-b");

    static final Opt<String> RECOVERY =
            Opt.text(
                    "--recovery ID",
                    "restore the key from the master copy with this ID, on the drive --store, to --key in"
                            + " the token that opens the copy (default: token 'recovery')",
                    new ComparedLater());

    static final Opt.Sure<Boolean> DRILL =
            Opt.flag(
                    "--drill",
                    "with --recovery: restore the key, use it once, and destroy it; no vault");

    static final Opt.Sure<Boolean> MAKE_UNEXTRACTABLE =
            Opt.flag(
                    "--make-unextractable",
                    "end with 'key make-unextractable': it is permanent, and needs 2 copies");

    static final Opt.Sure<List<Spare>> SPARE =
            Opt.of(
                            "--spare online|witness",
                            Kind.words(Spare.class, "host with a spare"),
                            "a second machine that can take over from this host if it is lost; may"
                                    + " be repeated",
                            Not.WORK)
                    .many();

    static final Opt.Sure<Integer> DAYS =
            Opt.of("--days N", Kind.number(), "how long the plan can be used (default: 30)")
                    .orElse(30);

    /** Which host can have a spare: what the others have is in a token, or at their own desk. */
    enum Spare {
        ONLINE(Duty.ONLINE),
        WITNESS(Duty.WITNESS);

        private final Duty duty;

        Spare(Duty duty) {
            this.duty = duty;
        }
    }

    /** The clock of the host that makes the plan may be ahead of the others. */
    private static final Duration CLOCK_AHEAD = Duration.ofDays(1);

    public static final Rows ROWS =
            Rows.of(CeremonyPlanCommand.class)
                    .and(ConsoleOptions.ROWS)
                    .and(
                            FILE,
                            REHEARSAL,
                            TITLE,
                            VAULT,
                            NAME,
                            NewVersionOption.NEW_VERSION,
                            KEK_NAME,
                            KEY,
                            EXISTING,
                            EXISTING_TOKEN,
                            KIND,
                            COPIES,
                            TO,
                            STORE,
                            REPLICA,
                            RECOVERY,
                            DRILL,
                            TrustOptions.SIGNED_BY,
                            MAKE_UNEXTRACTABLE,
                            OpenGuardOption.ALLOW_OPEN_GUARD,
                            RecordOptions.PERSON,
                            SPARE,
                            DAYS);

    @Override
    public void run(Call call) throws KeyTransferException {
        Console console = call.console();
        Path file = given.get(FILE);
        OutputFile out = OutputFile.at(file);
        requireUnused(HostPlan.folderOf(file));
        boolean isOneHost = given.get(REHEARSAL) && given.get(RecordOptions.PERSON).isEmpty();
        CeremonyPlanCommand complete = complete(isOneHost);
        OpenPlan plan;
        try {
            plan = complete.plan(isOneHost);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    String.valueOf(e.getMessage()),
                    "'keyhaul ceremony plan --help' shows what each option accepts");
        }
        plan.heldTogether().forEach(console::warn);
        if (!isWanted(plan, console)) {
            console.note("nothing was written");
            call.exitWith(Guide.STOPPED);
            return;
        }
        out.write(plan.toFile());
        console.print("plan " + file + ": open");
        console.note(
                "next: on each host, "
                        + ShellCommand.of("keyhaul ceremony run").path(file.toString())
                        + (plan.hasWitness() ? " (on the witness's machine with --as witness)" : "")
                        + "; then 'keyhaul ceremony script' closes it");
    }

    /** Returns the plan of a rehearsal on this host alone, with nothing asked and nobody there. */
    static OpenPlan unattended() throws KeyTransferException {
        Given rehearsal =
                Given.NOTHING
                        .with(REHEARSAL, true)
                        .with(TITLE, "Unattended rehearsal")
                        .with(
                                RecordOptions.PERSON,
                                List.of(new Person("operator", "nobody (unattended)")))
                        .with(COPIES, 1);
        return new CeremonyPlanCommand(rehearsal).complete(true).plan(/* isOneHost= */ true);
    }

    /** What a ceremony has left there would be in the way of a step, when a key exists already. */
    private static void requireUnused(Path folder) throws RefusedException {
        for (StepKind kind : StepKind.values()) {
            Optional<Path> left =
                    kind.file().map(f -> folder.resolve(f.name())).filter(Files::exists);
            if (left.isPresent()) {
                throw new RefusedException(
                        Reason.FILE_EXISTS,
                        left.get() + " is from another ceremony",
                        "make the plan in a new folder on the stick");
            }
        }
    }

    /** Returns the same, with what people answered where it was not given. */
    private CeremonyPlanCommand complete(boolean isOneHost) throws KeyTransferException {
        Given answers = given;
        boolean isRehearsal = given.get(REHEARSAL);
        if (given.get(TITLE) == null) {
            String title = isRehearsal ? "Rehearsal" : ask(TITLE.name(), "The ceremony's name >");
            answers = answers.with(TITLE, title);
        }
        if (given.get(DRILL)) {
            requireNoVault();
        } else {
            answers = answers.with(VAULT, vault(isRehearsal));
        }
        List<Person> people = new ArrayList<>(given.get(RecordOptions.PERSON));
        if (isOneHost && people.isEmpty()) {
            people.add(new Person("operator", System.getProperty("user.name", "you")));
        } else if (people.isEmpty()) {
            for (String role : List.of("operator", "witness", "custodian", "auditor")) {
                String who =
                        ask(
                                RecordOptions.PERSON.name(),
                                "Name of the " + role + " (Enter for none) >");
                if (!who.isEmpty()) {
                    people.add(new Person(role, who));
                }
            }
        }
        return new CeremonyPlanCommand(answers.with(RecordOptions.PERSON, people));
    }

    private VaultHost vault(boolean isRehearsal) throws KeyTransferException {
        VaultHost vault = given.get(VAULT);
        if (vault == null) {
            vault = isRehearsal ? VaultHost.parseUrl(REHEARSAL_VAULT) : askForVault();
        }
        if (isRehearsal != vault.isRehearsal()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    vault.url() + (isRehearsal ? " is not a local vault" : " is a local vault"),
                    isRehearsal ? "leave --vault out" : "give --rehearsal");
        }
        return vault;
    }

    private void requireNoVault() throws UsageException {
        if (given.get(RECOVERY) == null || given.get(VAULT) != null || given.get(REHEARSAL)) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    "--drill tries out one master copy, at no vault",
                    "give --recovery ID, and leave out --vault and --rehearsal");
        }
    }

    /** What was not asked for is shown with the option that changes it: fewer answers to give. */
    private static boolean isWanted(OpenPlan plan, Console console) {
        String heading = "The plan, and the options that change it:";
        if (Terminal.get().isEmpty()) {
            console.note(heading);
            PlanSummary.of(plan).forEach(line -> console.note("  " + line));
            return true;
        }
        Terminal.tell(heading);
        PlanSummary.of(plan).forEach(line -> Terminal.tell("  " + line));
        return Terminal.ask("%s", "Press Enter to write it, or type \"stop\" >")
                .filter(answer -> answer.isBlank())
                .isPresent();
    }

    /** A slip here costs no answer that was given before. */
    private static VaultHost askForVault() {
        while (true) {
            try {
                return VaultHost.parseUrl(
                        ask(VAULT.name(), "URL of the vault that the key goes to >"));
            } catch (KeyTransferException e) {
                Terminal.tell(e.getMessage() + e.hint().map(hint -> ": " + hint).orElse(""));
            }
        }
    }

    private static String ask(String option, String question) {
        return Terminal.ask("%s", question)
                .map(String::strip)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        Reason.OPTION_MISSING,
                                        option
                                                + " is missing, and there is no terminal to ask for it",
                                        "give it, or rehearse with --rehearsal"));
    }

    private OpenPlan plan(boolean isOneHost) throws KeyTransferException {
        String id = CeremonyPlan.newId();
        Optional<PlannedRestore> restored = restored();
        String usual =
                restored.isPresent()
                        ? "pkcs11:token=" + PAIR + ";object=restored-" + id.substring(0, BRIEF)
                        : named(KEY_TOKEN, KEY_LABEL, id);
        String named = given.find(KEY).orElse(usual);
        PlannedSource source = PlannedSource.parse(named);
        Sources.typed(named); // What is no name, and may be a secret, must not get into a plan.
        boolean isNew = !given.get(EXISTING) && restored.isEmpty() && source.token().isPresent();
        Optional<PlannedCopies> made = copies(isNew, id);
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        return OpenPlan.of(
                new PlanContent(
                        id,
                        Objects.requireNonNull(given.get(TITLE)),
                        new CeremonyPlan.Window(
                                now.minus(CLOCK_AHEAD), now.plus(Duration.ofDays(given.get(DAYS)))),
                        key(source, isNew, restored),
                        given.find(VAULT).map(to -> destination(to, id)),
                        made,
                        given.get(MAKE_UNEXTRACTABLE),
                        hosts(isOneHost, source, isNew, made),
                        given.get(RecordOptions.PERSON)));
    }

    private PlannedVault destination(VaultHost to, String id) {
        return new PlannedVault(
                to.url(),
                given.get(NAME),
                given.find(KEK_NAME).orElse("ceremony-" + id.substring(0, BRIEF)),
                to.isRehearsal(),
                given.get(NewVersionOption.NEW_VERSION));
    }

    /** The paper of the ceremony that made the copy has its ID, and the key that signed it. */
    private Optional<PlannedRestore> restored() throws KeyTransferException {
        String copy = given.get(RECOVERY);
        if (copy == null) {
            return Optional.empty();
        }
        String signer = given.get(TrustOptions.SIGNED_BY);
        if (signer == null) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "--signed-by is missing: the key that must have signed the master copy",
                    "give its fingerprint, from the script of the ceremony that made the copy; a"
                            + " copy without a signature needs 'keyhaul backup restore'");
        }
        return Optional.of(
                new PlannedRestore(
                        new PlannedPlace(given.get(STORE)),
                        copy,
                        StoreTrust.signerNamed(signer).fingerprint()));
    }

    private PlannedKey key(PlannedSource source, boolean isNew, Optional<PlannedRestore> restored) {
        String[] parts = given.get(KIND).toLowerCase(Locale.ROOT).split("-", 2);
        Map<String, Set<String>> sizes =
                Map.of(
                        "rsa", Set.of("2048", "3072", "4096"),
                        "ec", Set.of("p-256", "p-384", "p-521"),
                        "aes", Set.of("128", "192", "256"));
        if (parts.length != 2 || !sizes.getOrDefault(parts[0], Set.of()).contains(parts[1])) {
            throw new IllegalArgumentException("unknown kind of key '" + given.get(KIND) + "'");
        }
        return new PlannedKey(
                source,
                parts[0],
                parts[1].toUpperCase(Locale.ROOT),
                isNew,
                Optional.empty(),
                restored);
    }

    /** Earlier plans may have made a key of the usual label in a token that exists. */
    private String named(String token, String label, String id) {
        boolean isShared = given.get(EXISTING_TOKEN).contains(token);
        return "pkcs11:token="
                + token
                + ";object="
                + label
                + (isShared ? "-" + id.substring(0, BRIEF) : "");
    }

    private Optional<PlannedCopies> copies(boolean isNew, String id) throws KeyTransferException {
        int number = given.find(COPIES).orElse(isNew ? COPIES_OF_NEW_KEY : 0);
        String to = given.get(TO);
        return number == 0
                ? Optional.empty()
                : Optional.of(
                        new PlannedCopies(
                                number,
                                new PlannedPlace(given.get(STORE)),
                                Optional.of(given.get(REPLICA))
                                        .filter(place -> !place.equals(NONE))
                                        .map(PlannedPlace::new),
                                PlannedSource.recipient(to == null ? named(PAIR, PAIR, id) : to),
                                to == null,
                                new OpenGuardOption(given).isAllowed()));
    }

    private List<PlannedHost> hosts(
            boolean isOneHost, PlannedSource source, boolean isNew, Optional<PlannedCopies> made) {
        Map<String, PlannedToken> tokens = new LinkedHashMap<>();
        token(source, isNew, tokens);
        made.ifPresent(to -> token(to.recipient(), to.isNew(), tokens));
        for (String label : given.get(EXISTING_TOKEN)) {
            if (tokens.replace(label, PlannedToken.named(label, /* isNew= */ false)) == null) {
                throw new IllegalArgumentException("the plan has no token '" + label + "'");
            }
        }
        List<PlannedToken> all = List.copyOf(tokens.values());
        if (isOneHost) {
            return List.of(PlannedHost.named("here", Set.of(Duty.OFFLINE, Duty.ONLINE), all));
        }
        List<PlannedHost> hosts = new ArrayList<>();
        hosts.add(PlannedHost.named("offline", Set.of(Duty.OFFLINE), all));
        if (given.get(DRILL)) {
            return hosts;
        }
        hosts.add(PlannedHost.named("online", Set.of(Duty.ONLINE), List.of()));
        if (given.get(RecordOptions.PERSON).stream()
                .anyMatch(p -> p.role().equalsIgnoreCase("witness"))) {
            hosts.add(PlannedHost.named("witness", Set.of(Duty.WITNESS), List.of()));
        }
        for (Spare spare : given.get(SPARE)) {
            PlannedHost lost =
                    hosts.stream()
                            .filter(host -> host.is(spare.duty))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "the plan has no witness, so none has a"
                                                            + " spare"));
            hosts.add(PlannedHost.spareFor(lost));
        }
        return hosts;
    }

    private static void token(
            PlannedSource source, boolean isNew, Map<String, PlannedToken> tokens) {
        source.token()
                .ifPresent(label -> tokens.putIfAbsent(label, PlannedToken.named(label, isNew)));
    }
}
