package dev.keyhaul.cli.plan;

import dev.keyhaul.ceremony.plan.ClosedPlan;
import dev.keyhaul.ceremony.plan.PlanProgress;
import dev.keyhaul.ceremony.plan.PlanStep;
import dev.keyhaul.ceremony.plan.PlanSteps;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.console.UsedSettings;
import dev.keyhaul.cli.option.ModuleOptions;
import dev.keyhaul.cli.option.PlaceOptions;
import dev.keyhaul.cli.option.TokenPath;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A command line with a plan, which decides most of it. */
public final class PlannedCommand {
    /** The option that names a plan. */
    public static final String PLAN = "--plan";

    /** The option that names a step of it. */
    public static final String STEP = "--step";

    /** What a plan does not decide: secrets, the module, output, and what a person read. */
    private static final Set<String> ALLOWED =
            Set.of(
                    PLAN,
                    STEP,
                    "--pin-file",
                    "--pin-env",
                    "--pin-fd",
                    "--password-file",
                    "--password-env",
                    "--sign-pin-file",
                    "--to-pin-file",
                    ModuleOptions.OPTION,
                    ModuleOptions.PIN_OPTION,
                    PlaceOptions.OPTION,
                    "--backend",
                    "--settings",
                    "--credential",
                    "--local-vault",
                    "--kek-sha256",
                    "--expect-head",
                    "--quiet",
                    "-q",
                    "--verbose",
                    "-v",
                    "--json");

    private final String name;
    private final List<String> typed;
    private final Map<String, List<String>> given;

    private PlannedCommand(String name, List<String> typed) {
        this.name = name;
        this.typed = List.copyOf(typed);
        this.given = byOption(typed);
    }

    /** Takes the words of a command. */
    public static PlannedCommand of(String name, List<String> typed) {
        return new PlannedCommand(name, typed);
    }

    /**
     * Returns its words in full.
     *
     * @param settings what this host's settings say of them
     * @throws RefusedException if the plan has no such step now, or a word contradicts it
     * @throws KeyTransferException if the plan or a record cannot be read
     */
    public List<String> inFull(UsedSettings settings) throws KeyTransferException {
        Path file = Path.of(value(PLAN).orElse(""));
        HostSetup.requireOutside(
                HostPlan.folderOf(file),
                settings,
                Stream.of(ModuleOptions.OPTION, ModuleOptions.PIN_OPTION)
                        .flatMap(option -> paths(option, settings).stream())
                        .map(TokenPath::file)
                        .toList());
        ClosedPlan plan = ClosedPlan.read(file);
        HostPlan here =
                HostPlan.of(file, plan, PlaceOptions.byName(paths(PlaceOptions.OPTION, settings)));
        PlanProgress progress = here.whole(here.progress(plan));
        here.remember(plan);
        if (name.equals("approve")) {
            return complete(List.of("--key", here.signsWith().text()));
        }
        Optional<String> undone = value(STEP).filter(PlanSteps.UNDO::equals);
        return undone.isPresent()
                ? complete(StepWords.ofUndoing(progress, here))
                : complete(StepWords.of(step(progress, here), progress, here));
    }

    /** What was typed comes first; the settings are used for what is not. */
    private List<TokenPath> paths(String option, UsedSettings settings) {
        List<String> values = given.getOrDefault(option, List.of());
        return (values.isEmpty()
                        ? settings.values().stream()
                                .filter(value -> value.option().equals(option))
                                .map(UsedSettings.Value::value)
                        : values.stream())
                .map(TokenPath::parse)
                .toList();
    }

    private PlanStep step(PlanProgress progress, HostPlan here) throws RefusedException {
        Optional<String> wanted = value(STEP);
        return progress.ready().stream()
                .filter(step -> step.host().equals(here.memory().get().host()))
                .filter(step -> step.command().equals(name))
                .filter(step -> wanted.isEmpty() || wanted.get().equals(step.id()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new RefusedException(
                                        Reason.PLAN_STEP_MISSING,
                                        "the plan has no step '"
                                                + wanted.orElse(name)
                                                + "' for this command on this host now",
                                        "'keyhaul ceremony status' shows what is next, and"
                                                + " where"));
    }

    /** What was typed stays as it was; what the plan says beside that follows. */
    private List<String> complete(List<String> planned) throws RefusedException {
        Map<String, List<String>> wanted = byOption(planned);
        for (Map.Entry<String, List<String>> option : given.entrySet()) {
            List<String> planSays = wanted.get(option.getKey());
            if (planSays != null
                    ? !planSays.equals(option.getValue()) && !isAllowed(option)
                    : !isAllowed(option)) {
                throw new RefusedException(
                        Reason.OPTIONS_CONFLICT,
                        option.getKey() + " differs from the plan",
                        "leave it out: the plan sets it");
            }
        }
        List<String> full = new ArrayList<>(typed);
        Set<String> there = new HashSet<>(given.keySet());
        for (int i = 0; i < planned.size(); i++) {
            String word = planned.get(i);
            boolean takesValue = isOption(word) && i + 1 < planned.size() && !isSwitch(word);
            if (!isOption(word)) {
                if (!full.contains(word)) {
                    full.add(word);
                }
            } else {
                if (!there.contains(word)) {
                    full.add(word);
                    if (takesValue) {
                        full.add(planned.get(i + 1));
                    }
                }
                i += takesValue ? 1 : 0;
            }
        }
        return full;
    }

    private boolean isAllowed(Map.Entry<String, List<String>> option) {
        // The request of an approval, and the key that is to be deleted, are what is asked for.
        boolean undoes = value(STEP).filter(PlanSteps.UNDO::equals).isPresent();
        return ALLOWED.contains(option.getKey())
                || undoes
                || name.equals("approve")
                || option.getKey().isEmpty();
    }

    private Optional<String> value(String option) {
        List<String> values = given.getOrDefault(option, List.of());
        if (values.size() > 1) {
            throw new UsageException(
                    Reason.VALUE_TWICE, option + " is given twice", "give it once");
        }
        return values.stream().findFirst();
    }

    private static boolean isOption(String word) {
        return word.startsWith("-");
    }

    /** Those of a step, and those that are allowed beside it. */
    private static boolean isSwitch(String word) {
        return Set.of("--rehearsal", "--json", "--quiet", "-q", "--verbose", "-v", "--yes")
                .contains(word);
    }

    private static Map<String, List<String>> byOption(List<String> words) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (!isOption(word)) {
                all.computeIfAbsent("", k -> new ArrayList<>()).add(word);
            } else if (word.startsWith("--") && equals > 0) {
                all.computeIfAbsent(word.substring(0, equals), k -> new ArrayList<>())
                        .add(word.substring(equals + 1));
            } else if (isSwitch(word) || i + 1 == words.size()) {
                all.computeIfAbsent(word, k -> new ArrayList<>());
            } else {
                all.computeIfAbsent(word, k -> new ArrayList<>()).add(words.get(++i));
            }
        }
        return all;
    }
}
