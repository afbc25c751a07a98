package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.cli.console.Terminal;
import java.util.Optional;

/** The guide's talk with the person at the terminal. */
final class TerminalQuestions extends Questions {
    @Override
    void requireFit(CeremonyPlan plan) {}

    @Override
    boolean isAttended() {
        return true;
    }

    @Override
    void say(String line) {
        Terminal.tell(line);
    }

    @Override
    Optional<String> answer(String prompt) {
        return Terminal.ask("%s", prompt);
    }
}
