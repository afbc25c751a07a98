package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchRun;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.pkcs11.source.OpenToken;
import java.util.List;

/** What a batch did. */
final class BatchReport {
    private BatchReport() {}

    static JsonObject of(BatchRun run, Pace pace, List<OpenToken> tokens) {
        BatchTally tally = run.tally();
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("manifest_sha256", run.batch().sha256())
                        .put("journal", run.journal().toString())
                        .put("items", run.doneBefore() + run.left())
                        .put("done_before", run.doneBefore())
                        .put("done", tally.done())
                        .put("found", tally.found())
                        .put("failed", tally.failed())
                        .put("remaining", run.left() - tally.done() - tally.failed())
                        .put("seconds", pace.elapsed().toMillis() / 1e3)
                        .put("keys_per_second", pace.keysPerSecond(tally.done()));
        if (!run.shard().isWhole()) {
            report.put("shard", run.shard().toString());
        }
        run.wrappedBy().ifPresent(name -> report.put("wrapped_by", name));
        run.accelerationNote().ifPresent(note -> report.put("note", note));
        tokens.stream()
                .findFirst()
                .ifPresent(t -> report.putAll(ModuleReport.of(t.token().module())));
        if (!tally.failures().isEmpty()) {
            report.put("failures", causes(tally.failures()));
        }
        if (!tally.warnings().isEmpty()) {
            report.put("warnings", causes(tally.warnings()));
        }
        return report.build();
    }

    private static List<JsonObject> causes(List<BatchTally.Cause> causes) {
        return causes.stream()
                .map(
                        cause -> {
                            JsonObject.Builder json =
                                    JsonObject.builder()
                                            .put("keys", cause.count())
                                            .put("cause", cause.text())
                                            .put("first_lines", cause.lines());
                            cause.first()
                                    .flatMap(NextStep::of)
                                    .ifPresent(hint -> json.put("hint", hint));
                            return json.build();
                        })
                .toList();
    }
}
