package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.ceremony.plan.Duty;
import dev.keyhaul.ceremony.plan.HostMemory;
import dev.keyhaul.ceremony.plan.OpenPlan;
import dev.keyhaul.ceremony.plan.PlannedHost;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Terminal;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.line.Command;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.plan.HostSetup;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does the next steps of a ceremony on this host. */
public final class CeremonyRunCommand extends Command {
    private static final Set<String> ROLES = Set.of("operator", "witness");

    @Parameters(paramLabel = "PLAN.json", description = "the plan")
    private Path file = Path.of("");

    @Option(
            names = "--as",
            paramLabel = "operator|witness",
            description = "who is at this host (default: operator)")
    private String role = "operator";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description =
                    "which host of the plan this is, while the plan is open (default: asks, and"
                            + " remembers)")
    private @Nullable String host;

    @Option(
            names = "--pins",
            paramLabel = "DIR",
            description =
                    "a folder on this host with each token's PIN in TOKEN.pin, and the security"
                            + " officer's PIN of a new token in TOKEN-so.pin (default: asks, once in each run)")
    private @Nullable Path pins;

    @Mixin private ModuleOptions module = new ModuleOptions();

    @Mixin private PlaceOptions places = new PlaceOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        if (!ROLES.contains(role.toLowerCase(Locale.ROOT))) {
            throw OtherRole.refused(role, file);
        }
        if (Terminal.get().isEmpty()) {
            throw new UsageException(
                    Reason.OPTION_MISSING,
                    "a ceremony needs a terminal, but this process has none",
                    "run it in a terminal; to rehearse it: keyhaul ceremony plan --rehearsal"
                            + " PLAN.json");
        }
        Path path = file.toAbsolutePath().normalize();
        CeremonyPlan plan = CeremonyPlan.read(path);
        Questions questions = new TerminalQuestions();
        Custodian.introduce(plan, questions);
        try {
            HostMemory memory = memory(plan, questions);
            requireRole(plan, memory);
            if (pins != null) {
                HostSetup.rememberPins(path, pins, memory);
            }
            exitWith(
                    new GuideRun(path, memory, questions, module, places.byName())
                            .run(plan, console));
        } catch (Leaving e) {
            questions.say("Left here: " + e.why() + ". Run the same command to continue.");
            exitWith(Guide.STOPPED);
        }
    }

    private HostMemory memory(CeremonyPlan plan, Questions questions) throws KeyTransferException {
        Optional<HostMemory> known = HostMemory.find(plan.id());
        if (known.isPresent()) {
            return known.get();
        }
        if (plan instanceof OpenPlan open) {
            return HostMemory.begin(open, which(open, questions).name());
        }
        throw new RefusedException(
                Reason.PLAN_OTHER_HOST,
                "this account was not enrolled in " + file + " while it was open",
                "use the host and the account that were enrolled, or make another plan");
    }

    private PlannedHost which(OpenPlan plan, Questions questions) throws RefusedException {
        List<PlannedHost> open =
                plan.hosts().stream()
                        .filter(h -> !h.isEnrolled())
                        .filter(h -> h.is(Duty.WITNESS) == role.equalsIgnoreCase("witness"))
                        .toList();
        String names = open.stream().map(PlannedHost::name).collect(Collectors.joining(", "));
        String named = host;
        // Even of the last one: on the wrong machine, it would spoil the plan without a word.
        while (named == null && plan.hosts().size() > 1 && !open.isEmpty()) {
            String answer =
                    questions.ask("Which host is this: " + names + " >").toLowerCase(Locale.ROOT);
            if (open.stream().anyMatch(h -> h.name().toLowerCase(Locale.ROOT).equals(answer))) {
                named = answer;
            } else {
                questions.say(
                        "Type "
                                + names.replace(", ", " or ")
                                + ". On any other machine, press Ctrl-C, and take the stick to the"
                                + " right one"
                                + (role.equalsIgnoreCase("witness")
                                        ? "."
                                        : "; only the witness adds --as witness."));
            }
        }
        String wanted = named == null ? "" : named.toLowerCase(Locale.ROOT);
        return open.stream()
                .filter(h -> wanted.isEmpty() || h.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.PLAN_OTHER_HOST,
                                        wanted.isEmpty()
                                                ? "every host for this role is enrolled already"
                                                : "the plan has no host '"
                                                        + wanted
                                                        + "' that is still to be enrolled",
                                        names.isEmpty()
                                                ? "run it where the host was enrolled"
                                                : "one of: " + names));
    }

    private void requireRole(CeremonyPlan plan, HostMemory memory) throws RefusedException {
        boolean isWitness =
                plan.host(memory.get().host()).filter(h -> h.is(Duty.WITNESS)).isPresent();
        if (isWitness != role.equalsIgnoreCase("witness")) {
            throw new RefusedException(
                    Reason.PLAN_OTHER_HOST,
                    "in this plan, this account belongs to '" + memory.get().host() + "'",
                    isWitness
                            ? "on the witness's machine, give --as witness; on any other host, this plan"
                                    + " cannot be used: make another"
                            : "leave out --as witness here: the witness has a machine of their"
                                    + " own");
        }
    }
}
