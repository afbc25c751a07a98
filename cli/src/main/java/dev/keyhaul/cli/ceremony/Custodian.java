package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.Person;
import dev.keyhaul.ceremony.plan.CeremonyPlan;
import dev.keyhaul.cli.plan.HostPlan;
import java.util.Optional;

/**
 * Who types the PIN of the token that opens the master copies: in person, at the operator's host.
 */
final class Custodian {
    private Custodian() {}

    /** Returns who types the PIN of a token, if the plan has a person for it. */
    static Optional<String> of(CeremonyPlan plan, String token) {
        boolean isTheirs = plan.recoveryToken().equals(Optional.of(token));
        return isTheirs ? plan.person("custodian").map(Custodian::named) : Optional.empty();
    }

    /** Has whose PIN is asked for named, and why; a custodian is there for that alone. */
    static void introduce(CeremonyPlan plan, Questions questions) {
        questions.logins().forOneAct(token -> of(plan, token).isPresent());
        questions
                .logins()
                .beforeAsking(
                        token ->
                                questions.say(
                                        keeper(plan, token)
                                                + ", type the PIN of token '"
                                                + token
                                                + "' "
                                                + questions.why()
                                                + "."));
    }

    /** Returns who chooses and types the PINs of a token. */
    static String keeper(CeremonyPlan plan, String token) {
        return of(plan, token)
                .or(() -> plan.person("operator").map(Custodian::named))
                .orElse("operator");
    }

    /** Says so if a file has the PIN that the custodian alone should know. */
    static void remind(CeremonyPlan plan, HostPlan here, Questions questions) {
        plan.recoveryToken()
                .flatMap(token -> here.secret(token + ".pin"))
                .ifPresent(
                        file ->
                                plan.person("custodian")
                                        .ifPresent(
                                                who ->
                                                        questions.say(
                                                                "warning: "
                                                                        + file
                                                                        + " has the PIN that "
                                                                        + named(who)
                                                                        + " is to type: remove it"
                                                                        + " from --pins.")));
    }

    /**
     * Whether an answer may be a PIN: one word that has a digit or no letter, and names nobody. It
     * cannot be compared with a PIN: none is kept after a login.
     */
    static boolean mayBePin(CeremonyPlan plan, String answer) {
        return !answer.isEmpty()
                && answer.chars().noneMatch(Character::isWhitespace)
                && (answer.chars().anyMatch(Character::isDigit)
                        || answer.chars().noneMatch(Character::isLetter))
                && plan.people().stream().noneMatch(p -> p.name().equalsIgnoreCase(answer));
    }

    private static String named(Person person) {
        return person.name() + " (" + person.role() + ")";
    }
}
