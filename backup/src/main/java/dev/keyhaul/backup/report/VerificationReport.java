package dev.keyhaul.backup.report;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoreVerification;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was checked of a store and its replicas.
 *
 * @param store the folder of the store
 * @param authenticity what is known of who made it
 * @param journalHead the head of the store's journal: note it, to find out later whether the
 *     journal was cut; null if a check does not hold
 * @param checks all checks, in order
 * @param failed the checks that do not hold
 */
public record VerificationReport(
        Path store,
        String authenticity,
        @Nullable String journalHead,
        List<Check> checks,
        List<String> failed) {
    /**
     * One check.
     *
     * @param check what was checked
     * @param holds whether the check holds
     * @param detail what was found
     * @param code the code of the error, as in docs/ERRORS.md: it keeps its meaning
     */
    public record Check(String check, boolean holds, String detail, Optional<Reason> code) {
        private static Check of(
                StoreVerification.Check check, Function<Reason, Optional<String>> nextStep) {
            String step = check.reason().flatMap(nextStep).map(next -> "; " + next).orElse("");
            return new Check(check.name(), check.ok(), check.detail() + step, check.reason());
        }
    }

    /**
     * Returns the report of checks.
     *
     * @param folder the store, as it was named
     * @param checks of the store, and of its replicas
     * @param nextStep says for a reason what to do about it
     */
    public static VerificationReport of(
            Path folder,
            StoreVerification verification,
            List<StoreVerification.Check> checks,
            StoreTrust trust,
            Function<Reason, Optional<String>> nextStep) {
        List<String> failed = StoreVerification.failed(checks);
        Authenticity found =
                failed.isEmpty() && trust.signer().isPresent()
                        ? Authenticity.AUTHENTIC
                        : Authenticity.CONSISTENT;
        // A damaged journal has no head to note.
        Optional<JournalHead> head = verification.head().filter(now -> failed.isEmpty());
        return new VerificationReport(
                folder,
                found.label(),
                head.map(JournalHead::sha256).orElse(null),
                checks.stream().map(check -> Check.of(check, nextStep)).toList(),
                failed);
    }
}
