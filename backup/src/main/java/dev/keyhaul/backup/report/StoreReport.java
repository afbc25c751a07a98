package dev.keyhaul.backup.report;

import dev.keyhaul.backup.Authenticity;
import dev.keyhaul.backup.JournalEvidence;
import dev.keyhaul.backup.StoreTrust;
import dev.keyhaul.backup.StoreVerification;
import dev.keyhaul.backup.StoreVerification.Check;
import dev.keyhaul.backup.StoredCopy;
import dev.keyhaul.backup.manifest.JournalHead;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store as reports show it. */
public final class StoreReport {
    private StoreReport() {}

    /**
     * Returns the copies, a line each.
     *
     * @param folder the store, as it was named
     * @param oldest when a copy must have been proven since; null if that is not asked
     */
    public static JsonObject list(
            Path folder,
            List<StoredCopy> copies,
            JournalEvidence evidence,
            @Nullable Instant oldest) {
        return JsonObject.builder()
                .put("store", folder.toString())
                .put("authenticity", Authenticity.CONSISTENT.label())
                .put("journal_head", evidence.head().sha256())
                .put("copies", copies.stream().map(copy -> line(copy, evidence, oldest)).toList())
                .build();
    }

    private static JsonObject line(
            StoredCopy copy, JournalEvidence evidence, @Nullable Instant oldest) {
        JsonObject.Builder line =
                CopyReport.line(copy)
                        .put("last_proven", lastProven(copy, evidence).map(Instant::toString))
                        .put(
                                "last_claimed",
                                evidence.lastClaimed(copy.id()).map(Instant::toString));
        if (oldest != null) {
            line.put("overdue", isOverdue(copy, evidence, oldest));
        }
        return line.build();
    }

    /** Whether one of the copies was not proven since then. */
    public static boolean isAnyOverdue(
            List<StoredCopy> copies, JournalEvidence evidence, Instant oldest) {
        return copies.stream().anyMatch(copy -> isOverdue(copy, evidence, oldest));
    }

    private static boolean isOverdue(StoredCopy copy, JournalEvidence evidence, Instant oldest) {
        return lastProven(copy, evidence).filter(oldest::isBefore).isEmpty();
    }

    private static Optional<Instant> lastProven(StoredCopy copy, JournalEvidence evidence) {
        return copy instanceof StoredCopy.Listed listed
                ? evidence.lastProven(listed.copy())
                : Optional.empty();
    }

    /**
     * Returns what was checked of a store and its replicas.
     *
     * @param folder the store, as it was named
     * @param checks of the store, and of its replicas
     * @param nextStep says for a reason what to do about it
     */
    public static JsonObject verified(
            Path folder,
            StoreVerification verification,
            List<Check> checks,
            StoreTrust trust,
            Function<Reason, Optional<String>> nextStep) {
        List<String> failed = StoreVerification.failed(checks);
        Authenticity found =
                failed.isEmpty() && trust.signer().isPresent()
                        ? Authenticity.AUTHENTIC
                        : Authenticity.CONSISTENT;
        return JsonObject.builder()
                .put("store", folder.toString())
                .put("authenticity", found.label())
                // A damaged journal has no head to note.
                .put(
                        "journal_head",
                        verification
                                .head()
                                .filter(head -> failed.isEmpty())
                                .map(JournalHead::sha256))
                .put("checks", checks.stream().map(check -> line(check, nextStep)).toList())
                .put("failed", failed)
                .build();
    }

    private static JsonObject line(Check check, Function<Reason, Optional<String>> nextStep) {
        String step = check.reason().flatMap(nextStep).map(next -> "; " + next).orElse("");
        JsonObject.Builder line =
                JsonObject.builder()
                        .put("check", check.name())
                        .put("holds", check.ok())
                        .put("detail", check.detail() + step);
        check.reason().ifPresent(reason -> line.put("code", reason.code()));
        return line.build();
    }
}
