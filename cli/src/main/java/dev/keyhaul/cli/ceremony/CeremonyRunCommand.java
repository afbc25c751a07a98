package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.option.ConsoleOptions;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.cli.process.Interruption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Reads;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.page.ShellCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Does the next steps of a ceremony on this host. */
public record CeremonyRunCommand(Given given) implements Command {
    private static final Set<String> ROLES = Set.of("operator", "witness");

    static final Opt.Sure<Path> FILE =
            Opt.positional("PLAN.json", Kind.PATH, "the plan", new Reads()).required();

    static final Opt.Sure<String> AS =
            Opt.of(
                            "--as operator|witness",
                            Kind.TEXT.offering("operator", "witness"),
                            "who is at this host (default: operator)",
                            new ComparedLater(),
                            Not.PROVES)
                    .orElse("operator");

    static final Opt<String> HOST =
            Opt.text(
                    "--host NAME",
                    "which host of the plan this is, while the plan is open (default: asks, and"
                            + " remembers)",
                    Not.PROVES);

    static final Opt<Path> PINS =
            Opt.path(
                    "--pins DIR",
                    "a folder on this host with each token's PIN in TOKEN.pin, and the security"
                            + " officer's PIN of a new token in TOKEN-so.pin (default: asks, a"
                            + " custodian for each act, others once in each run)",
                    new ComparedLater());

    static final Opt.Sure<Boolean> STOP =
            Opt.flag(
                    "--stop",
                    "stop the ceremony for good from this host, also if another one is next: asks why, and"
                            + " records it",
                    Not.WORK);

    public static final Rows ROWS =
            Rows.of(CeremonyRunCommand.class)
                    .and(ConsoleOptions.ROWS)
                    .and(FILE, AS, HOST, PINS, STOP)
                    .and(ModuleOptions.ROWS, PlaceOptions.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        if (!ROLES.contains(given.get(AS).toLowerCase(Locale.ROOT))) {
            throw OtherRole.refused(given.get(AS), given.get(FILE));
        }
        if (Terminal.get().isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "a ceremony needs a terminal, but this process has none",
                    "run it in a terminal; to rehearse it: keyhaul ceremony plan --rehearsal"
                            + " PLAN.json");
        }
        call.interruptible(new Interruption(Duration.ZERO, () -> left(call.console())))
                .stops(() -> {});
        Path path = given.get(FILE).toAbsolutePath().normalize();
        CeremonyPlan plan = CeremonyPlan.read(path);
        Questions questions = new TerminalQuestions();
        Custodian.introduce(plan, questions);
        try {
            PlanMemory memory = memory(plan, questions);
            requireRole(plan, memory);
            Path pins = given.get(PINS);
            if (pins != null) {
                HostSetup.rememberPins(path, pins, memory);
            }
            ModuleOptions modules = new ModuleOptions(given);
            Map<String, Path> places = new PlaceOptions(given).byName();
            call.exitWith(
                    new GuideRun(path, memory, questions, modules, places, given.get(STOP))
                            .run(plan, call.console()));
        } catch (Leaving e) {
            questions.say("Left here: " + e.why() + ". Run the same command to continue.");
            call.exitWith(Guide.STOPPED);
        }
    }

    /** Says what stays. The terminal still waits for an answer, so not there. */
    private static void left(Console console) {
        console.note(
                "interrupted: what is done stays done, and nothing was undone; run the same command"
                        + " to continue, and it looks first for what was begun");
    }

    private boolean isWitness() {
        return given.get(AS).equalsIgnoreCase("witness");
    }

    private PlanMemory memory(CeremonyPlan plan, Questions questions) throws KeyTransferException {
        Optional<PlanMemory> known = PlanMemory.find(plan.id());
        // What made nothing here can be another host.
        if (known.isPresent()
                && !(plan instanceof OpenPlan && known.get().get().hasMadeNothing())) {
            requireHost(known.get().get().host());
            return known.get();
        }
        if (plan instanceof OpenPlan open) {
            return PlanMemory.begin(open, which(open, questions).name());
        }
        Optional<PlannedHost> offline =
                plan.host(Duty.OFFLINE).filter(host -> !host.tokens().isEmpty());
        if (offline.filter(host -> host.name().equalsIgnoreCase(given.get(HOST))).isPresent()) {
            return PlanMemory.beginAgain((ClosedPlan) plan, offline.get());
        }
        throw new RefusedException(
                Reason.PLAN_OTHER_HOST,
                "this account was not enrolled in " + given.get(FILE) + " while it was open",
                "use the host and the account that were enrolled"
                        + offline.map(
                                        host ->
                                                "; if this is "
                                                        + host.name().toUpperCase(Locale.ROOT)
                                                        + ", and its memory was lost, add "
                                                        + ShellCommand.of("--host")
                                                                .value(host.name()))
                                .orElse(""));
    }

    private void requireHost(String remembered) throws RefusedException {
        String named = given.get(HOST);
        if (named != null && !named.equalsIgnoreCase(remembered)) {
            throw new RefusedException(
                    Reason.PLAN_OTHER_HOST,
                    "this account is '"
                            + remembered
                            + "' in this plan, and has made its key, but --host is '"
                            + named
                            + "'",
                    "leave --host out, or use the account or machine of '" + named + "'");
        }
    }

    private PlannedHost which(OpenPlan plan, Questions questions) throws RefusedException {
        List<PlannedHost> open =
                plan.hosts().stream()
                        .filter(h -> !h.isEnrolled())
                        .filter(h -> h.is(Duty.WITNESS) == isWitness())
                        .toList();
        String named = given.get(HOST);
        if (named == null && plan.hosts().size() > 1 && !open.isEmpty()) {
            return asked(open, questions);
        }
        String names = names(open);
        return open.stream()
                .filter(h -> named == null || h.name().equalsIgnoreCase(named))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.PLAN_OTHER_HOST,
                                        named == null
                                                ? "every host for this role is enrolled already"
                                                : "the plan has no host '"
                                                        + named
                                                        + "' that is still to be enrolled",
                                        names.isEmpty()
                                                ? "run it where the host was enrolled"
                                                : "one of: " + names));
    }

    /** Asks even for the last one: on the wrong machine, it would spoil the plan without a word. */
    private PlannedHost asked(List<PlannedHost> open, Questions questions) {
        String names = names(open);
        while (true) {
            String answer = questions.ask("Which host is this: " + names + " >");
            Optional<PlannedHost> host =
                    open.stream().filter(h -> h.name().equalsIgnoreCase(answer)).findFirst();
            if (host.isEmpty()) {
                questions.say(
                        "Type "
                                + names.replace(", ", " or ")
                                + ". On any other machine, press Ctrl-C, and take the stick to the"
                                + " right one"
                                + (isWitness() ? "." : "; only the witness adds --as witness."));
            } else if (questions.yes(willDo(host.get()))) {
                return host.get();
            }
        }
    }

    private static String willDo(PlannedHost host) {
        String tokens =
                host.tokens().stream()
                        .map(
                                token ->
                                        (token.isNew() ? "makes" : "uses")
                                                + " the token '"
                                                + token.label()
                                                + "'")
                        .map(what -> what + ", ")
                        .collect(Collectors.joining());
        return "Here, "
                + host.name().toUpperCase(Locale.ROOT)
                + " "
                + tokens
                + "makes its own key, and "
                + host.duties().stream()
                        .map(Duty::work)
                        .sorted()
                        .collect(Collectors.joining(" and "))
                + host.spareOf().map(lost -> ", if " + lost + " is lost").orElse("")
                + ". Go on as "
                + host.name().toUpperCase(Locale.ROOT)
                + "?";
    }

    private static String names(List<PlannedHost> hosts) {
        return hosts.stream().map(PlannedHost::name).collect(Collectors.joining(", "));
    }

    private void requireRole(CeremonyPlan plan, PlanMemory memory) throws RefusedException {
        boolean isPlanned =
                plan.host(memory.get().host()).filter(h -> h.is(Duty.WITNESS)).isPresent();
        if (isPlanned != isWitness()) {
            throw new RefusedException(
                    Reason.PLAN_OTHER_HOST,
                    "in this plan, this account belongs to '" + memory.get().host() + "'",
                    isPlanned
                            ? "on the witness's machine, give --as witness; on any other host, this plan"
                                    + " cannot be used: make another"
                            : "leave out --as witness here: the witness has a machine of their"
                                    + " own");
        }
    }
}
