package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanContent;
import dev.keyhaul.ceremony.plan.PlannedCopies;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.ceremony.plan.PlannedKey;
import dev.keyhaul.ceremony.plan.PlannedPlace;
import dev.keyhaul.ceremony.plan.PlannedSource;
import dev.keyhaul.ceremony.plan.PlannedToken;
import dev.keyhaul.ceremony.plan.PlannedVault;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.source.Sources;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.file.OutputFile;
import dev.keyhaul.core.page.ShellCommand;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the plan of a ceremony, which is open until 'ceremony script'. */
public final class CeremonyPlanCommand extends Command {
    private static final String REHEARSAL_VAULT = "https://rehearsal." + VaultHost.REHEARSAL_SUFFIX;
    private static final String NEW_PAIR = "pkcs11:token=recovery;object=recovery";
    private static final int COPIES_OF_NEW_KEY = 2;
    private static final int BRIEF = 8;

    @Parameters(paramLabel = "PLAN.json", description = "the plan: a new file, on the stick")
    private Path file = Path.of("");

    @Option(
            names = "--rehearsal",
            description =
                    "rehearse with the local vault; without --person, on this host alone, with two"
                            + " tokens of SoftHSM")
    private boolean rehearsal;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "the ceremony's name (default: asks)")
    private @Nullable String title;

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description = "the vault that the key goes to (default: asks)")
    private @Nullable VaultHost vault;

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "the key's name in the vault (default: tenant)")
    private String name = "tenant";

    @Option(
            names = "--kek-name",
            paramLabel = "K",
            description = "the name of the KEK that the ceremony makes (default: ceremony-ID)")
    private @Nullable String kek;

    @Option(
            names = "--key",
            paramLabel = "SOURCE",
            description = "the key (default: pkcs11:token=hsm;object=tenant)")
    private String key = "pkcs11:token=hsm;object=tenant";

    @Option(
            names = "--existing",
            description =
                    "the key and its token exist already (the default for a key that is not in a"
                            + " token)")
    private boolean existing;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description =
                    "rsa-2048, rsa-3072, rsa-4096, ec-p-256, ec-p-384, ec-p-521, aes-128, aes-192"
                            + " or aes-256 (default: rsa-2048)")
    private String kind = "rsa-2048";

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "how many master copies (default: 2 of a new key, otherwise none)")
    private @Nullable Integer copies;

    @Option(
            names = "--to",
            paramLabel = "RECIPIENT",
            description =
                    "what opens the copies (default: a new pair,"
                            + " pkcs11:token=recovery;object=recovery)")
    private @Nullable String recipient;

    @Option(
            names = "--store",
            paramLabel = "PLACE",
            description =
                    "the store of the copies: a folder below the plan's, or place.NAME, which the"
                            + " host's settings map (default: copies)")
    private String store = "copies";

    @Option(
            names = "--replica",
            paramLabel = "PLACE",
            description =
                    "a second store with the same copies: a folder below the plan's, or place.NAME,"
                            + " which the host's settings map")
    private @Nullable String replica;

    @Option(
            names = "--make-unextractable",
            description = "end with 'key make-unextractable': it is permanent, and needs 2 copies")
    private boolean seal;

    @Option(
            names = "--person",
            paramLabel = "ROLE=NAME",
            description =
                    "who takes part, such as 'operator=Ada Bell'; a witness approves; may be"
                            + " repeated (default: asks)")
    private List<Person> people = new ArrayList<>();

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "how long the plan can be used (default: 14)")
    private int days = 14;

    private boolean hasAsked;

    @Override
    protected void run(Console console) throws KeyTransferException {
        OutputFile out = OutputFile.at(file);
        boolean isOneHost = rehearsal && people.isEmpty();
        complete(isOneHost);
        OpenPlan plan;
        try {
            plan = plan(isOneHost);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    Reason.VALUE_FORM,
                    String.valueOf(e.getMessage()),
                    "'keyhaul ceremony plan --help' shows what each option accepts");
        }
        if (hasAsked && !isWanted(plan)) {
            console.note("nothing was written");
            exitWith(Guide.STOPPED);
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
        CeremonyPlanCommand command = new CeremonyPlanCommand();
        command.rehearsal = true;
        command.title = "Unattended rehearsal";
        command.copies = 1;
        command.complete(/* isOneHost= */ true);
        command.people = List.of(new Person("operator", "nobody (unattended)"));
        return command.plan(/* isOneHost= */ true);
    }

    /** Asks for what was not given. */
    private void complete(boolean isOneHost) throws KeyTransferException {
        if (isOneHost) {
            people = List.of(new Person("operator", System.getProperty("user.name", "you")));
        }
        if (title == null) {
            title = rehearsal ? "Rehearsal" : ask("--title", "The ceremony's name >");
        }
        if (vault == null) {
            vault = rehearsal ? VaultHost.parseUrl(REHEARSAL_VAULT) : askForVault();
        }
        if (rehearsal != vault.isRehearsal()) {
            throw new UsageException(
                    Reason.OPTIONS_CONFLICT,
                    vault.url() + (rehearsal ? " is not a local vault" : " is a local vault"),
                    rehearsal ? "leave --vault out" : "give --rehearsal");
        }
        if (people.isEmpty()) {
            for (String role : List.of("operator", "witness", "custodian", "auditor")) {
                String who = ask("--person", "Name of the " + role + " (Enter for none) >");
                if (!who.isEmpty()) {
                    people.add(new Person(role, who));
                }
            }
        }
    }

    /** What was not asked for is shown with the option that changes it: fewer answers to give. */
    private boolean isWanted(OpenPlan plan) {
        Terminal.tell("The plan, and the options that change it:");
        PlanSummary.of(plan).forEach(line -> Terminal.tell("  " + line));
        return Terminal.ask("%s", "Press Enter to write it, or type \"stop\" >")
                .filter(answer -> answer.isBlank())
                .isPresent();
    }

    /** A slip here costs no answer that was given before. */
    private VaultHost askForVault() {
        while (true) {
            try {
                return VaultHost.parseUrl(
                        ask("--vault", "URL of the vault that the key goes to >"));
            } catch (KeyTransferException e) {
                Terminal.tell(e.getMessage() + e.hint().map(hint -> ": " + hint).orElse(""));
            }
        }
    }

    private String ask(String option, String question) {
        hasAsked = true;
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
        PlannedSource source = PlannedSource.parse(key);
        Sources.typed(key); // What is no name, and may be a secret, must not get into a plan.
        boolean isNew = !existing && source.token().isPresent();
        Optional<PlannedCopies> made = copies(isNew);
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        VaultHost to = Objects.requireNonNull(vault);
        String id = CeremonyPlan.newId();
        return OpenPlan.of(
                new PlanContent(
                        id,
                        Objects.requireNonNull(title),
                        new CeremonyPlan.Window(now, now.plus(Duration.ofDays(days))),
                        key(source, isNew),
                        new PlannedVault(
                                to.url(),
                                name,
                                kek == null ? "ceremony-" + id.substring(0, BRIEF) : kek,
                                to.isRehearsal()),
                        made,
                        seal,
                        hosts(isOneHost, source, isNew, made),
                        people));
    }

    private PlannedKey key(PlannedSource source, boolean isNew) {
        String[] parts = kind.toLowerCase(Locale.ROOT).split("-", 2);
        Map<String, Set<String>> sizes =
                Map.of(
                        "rsa", Set.of("2048", "3072", "4096"),
                        "ec", Set.of("p-256", "p-384", "p-521"),
                        "aes", Set.of("128", "192", "256"));
        if (parts.length != 2 || !sizes.getOrDefault(parts[0], Set.of()).contains(parts[1])) {
            throw new IllegalArgumentException("unknown kind of key '" + kind + "'");
        }
        return new PlannedKey(
                source, parts[0], parts[1].toUpperCase(Locale.ROOT), isNew, Optional.empty());
    }

    private Optional<PlannedCopies> copies(boolean isNew) throws KeyTransferException {
        int number = copies != null ? copies : isNew ? COPIES_OF_NEW_KEY : 0;
        String to = recipient;
        return number == 0
                ? Optional.empty()
                : Optional.of(
                        new PlannedCopies(
                                number,
                                new PlannedPlace(store),
                                Optional.ofNullable(replica).map(PlannedPlace::new),
                                PlannedSource.recipient(to == null ? NEW_PAIR : to),
                                to == null));
    }

    private List<PlannedHost> hosts(
            boolean isOneHost, PlannedSource source, boolean isNew, Optional<PlannedCopies> made) {
        Map<String, PlannedToken> tokens = new LinkedHashMap<>();
        token(source, isNew, tokens);
        made.ifPresent(to -> token(to.recipient(), to.isNew(), tokens));
        List<PlannedToken> all = List.copyOf(tokens.values());
        if (isOneHost) {
            return List.of(PlannedHost.named("here", Set.of(Duty.OFFLINE, Duty.ONLINE), all));
        }
        List<PlannedHost> hosts =
                new ArrayList<>(
                        List.of(
                                PlannedHost.named("offline", Set.of(Duty.OFFLINE), all),
                                PlannedHost.named("online", Set.of(Duty.ONLINE), List.of())));
        if (people.stream().anyMatch(p -> p.role().equalsIgnoreCase("witness"))) {
            hosts.add(PlannedHost.named("witness", Set.of(Duty.WITNESS), List.of()));
        }
        return hosts;
    }

    private static void token(
            PlannedSource source, boolean isNew, Map<String, PlannedToken> tokens) {
        source.token()
                .ifPresent(label -> tokens.putIfAbsent(label, PlannedToken.named(label, isNew)));
    }
}
