package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.core.CheckFailedException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Nobody is there: the guide goes through a rehearsal by itself. A number that it asks for comes
 * from what it had people write down before, as it would from their paper; nothing else is
 * answered.
 */
final class UnattendedQuestions extends Questions {
    private static final Pattern PRINTED = Pattern.compile(">(\\d  [0-9a-f -]{27})<");
    private static final Pattern NUMBER = Pattern.compile("^\\d  ");
    private static final int ROWS = 4;

    private final Consumer<String> steps;
    private final Consumer<String> lines;
    private final Map<String, List<String>> paper = new HashMap<>();
    private @Nullable InnerCommand last;

    /**
     * Nobody is there.
     *
     * @param steps takes the title of each step
     * @param lines takes all else that the guide says
     */
    UnattendedQuestions(Consumer<String> steps, Consumer<String> lines) {
        this.steps = steps;
        this.lines = lines;
    }

    @Override
    void requireFit(CeremonyPlan plan) throws RefusedException {
        if (!plan.isRehearsalOnOneHost()) {
            throw new RefusedException(
                    Reason.NOT_CONFIRMED,
                    "'" + plan.title() + "' needs people: it is not a rehearsal on one host",
                    "hold it at a terminal");
        }
    }

    @Override
    boolean isAttended() {
        return false;
    }

    @Override
    void step(String title) {
        steps.accept(title);
    }

    @Override
    void say(String line) {
        lines.accept(line);
    }

    @Override
    Optional<String> answer(String prompt) {
        say(prompt + " (nobody answers)");
        return Optional.empty();
    }

    @Override
    void wait(String what) {
        say(what + " (nobody is here)");
    }

    @Override
    void again(String why) {
        throw Leaving.forNow(why);
    }

    /** Keeps the numbers of a printed script: the first one is the plan's. */
    void print(String script) {
        paper.put(
                TypedNumber.PLAN,
                PRINTED.matcher(script).results().limit(ROWS).map(row -> row.group(1)).toList());
    }

    @Override
    void write(String what, List<String> rows) {
        paper.put(what, List.copyOf(rows));
        say("Nobody writes on paper " + what + ":");
        say(rows);
    }

    @Override
    String row(String what, int row) {
        List<String> written = paper.getOrDefault(what, List.of());
        if (written.size() < row) {
            throw Leaving.forNow("nobody wrote down " + what);
        }
        String digits = NUMBER.matcher(written.get(row - 1)).replaceFirst("");
        say("  row " + row + " > " + digits + " (as it was shown before)");
        return digits;
    }

    @Override
    void ended(InnerCommand command) {
        super.ended(command);
        last = command;
    }

    /** Returns why the guide did not get to its end. */
    KeyTransferException failure() {
        InnerCommand command = last;
        if (command == null || command.isDone()) {
            return new CheckFailedException(Reason.DEMO_FAILED, "the guide ended too early");
        }
        return command.failure()
                .map(why -> new CheckFailedException(why.code(), why.message(), why.hint()))
                .orElseGet(() -> new CheckFailedException(Reason.DEMO_FAILED, command.why()));
    }
}
