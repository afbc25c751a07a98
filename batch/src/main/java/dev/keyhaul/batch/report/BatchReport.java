package dev.keyhaul.batch.report;

import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a batch did. */
public final class BatchReport {
    private BatchReport() {}

    /**
     * Returns the report.
     *
     * @param elapsed how long the run took
     * @param ofTokens the PKCS#11 module that was used, and what was tried with it; empty if none
     *     was
     * @param nextStep says for an error what to do about it
     */
    public static JsonObject of(
            BatchRun run,
            Duration elapsed,
            JsonObject ofTokens,
            Function<KeyTransferException, Optional<String>> nextStep) {
        BatchTally tally = run.tally();
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("manifest_sha256", run.batch().sha256())
                        .put("journal", run.journal().toString())
                        .put("items", run.items())
                        .put("done_before", run.doneBefore())
                        .put("done", tally.done())
                        .put("found", tally.found())
                        .put("failed", tally.failed())
                        .put("remaining", run.left() - tally.failed())
                        .put("seconds", elapsed.toMillis() / 1e3)
                        .put("keys_per_second", keysPerSecond(tally.done(), elapsed));
        if (!run.shard().isWhole()) {
            report.put("shard", run.shard().toString());
        }
        run.wrappedBy().ifPresent(name -> report.put("wrapped_by", name));
        report.putAll(ofTokens);
        if (!tally.failures().isEmpty()) {
            report.put("failures", causes(tally.failures(), nextStep));
        }
        if (!tally.warnings().isEmpty()) {
            report.put("warnings", causes(tally.warnings(), nextStep));
        }
        return report.build();
    }

    private static List<JsonObject> causes(
            List<BatchTally.Cause> causes,
            Function<KeyTransferException, Optional<String>> nextStep) {
        return causes.stream()
                .map(
                        cause -> {
                            JsonObject.Builder json =
                                    JsonObject.builder()
                                            .put("keys", cause.count())
                                            .put("cause", cause.text())
                                            .put("first_lines", cause.lines());
                            if (cause.count() > cause.lines().size()) {
                                json.put("lines", cause.allLines());
                            }
                            if (!cause.example().equals(cause.text())) {
                                json.put("example", cause.example());
                            }
                            cause.first()
                                    .ifPresent(error -> json.put("code", error.reason().code()));
                            cause.first()
                                    .flatMap(nextStep)
                                    .ifPresent(hint -> json.put("hint", hint));
                            return json.build();
                        })
                .toList();
    }

    private static double keysPerSecond(long done, Duration elapsed) {
        return done / Math.max(1e-3, elapsed.toNanos() / 1e9);
    }
}
