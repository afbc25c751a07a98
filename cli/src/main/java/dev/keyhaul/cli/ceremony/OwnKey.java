package dev.keyhaul.cli.ceremony;

import dev.keyhaul.ceremony.plan.PlanMemory;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.key.Fingerprint;

/** The fingerprint of this host's key, on the paper of the person who enrols it. */
final class OwnKey {
    /** What is begun until that person has written it down. */
    static final String WRITTEN = "own key";

    private OwnKey() {}

    /** Has it written down. */
    static void write(String before, PlanMemory memory, Questions questions)
            throws KeyTransferException {
        questions.say(before + "Write on your own paper the fingerprint of this host's key:");
        questions.say(Fingerprint.of(memory.get().ownKey().orElseThrow()).rows());
        questions.wait("Compare what you wrote.");
        memory.save(remembered -> remembered.settled());
    }

    /** The same after an interruption, also if the plan was closed since. */
    static void writeAgain(PlanMemory memory, Questions questions) throws KeyTransferException {
        if (memory.get().begun().filter(WRITTEN::equals).isPresent()) {
            questions.say("Before the interruption: this host was enrolled.");
            write("", memory, questions);
        }
    }
}
