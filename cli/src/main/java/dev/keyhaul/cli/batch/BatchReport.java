package dev.keyhaul.cli.batch;

import dev.keyhaul.batch.BatchJournal;
import dev.keyhaul.batch.BatchTally;
import dev.keyhaul.batch.ManifestCheck;
import dev.keyhaul.batch.Shard;
import dev.keyhaul.cli.option.ModuleReport;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.keywrap.Accelerator;
import dev.keyhaul.pkcs11.source.OpenToken;
import java.util.List;
import java.util.Optional;

/** What a batch did. */
final class BatchReport {
    private BatchReport() {}

    static JsonObject of(
            ManifestCheck manifest,
            Shard shard,
            BatchJournal journal,
            BatchTally tally,
            Pace pace,
            Optional<Accelerator> accelerator,
            List<OpenToken> tokens) {
        long share = shard.share(manifest.items());
        long remaining = share - journal.doneBefore() - tally.done() - tally.failed();
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("manifest_sha256", manifest.sha256())
                        .put("journal", journal.file().toString())
                        .put("items", share)
                        .put("done_before", journal.doneBefore())
                        .put("done", tally.done())
                        .put("failed", tally.failed())
                        .put("remaining", remaining)
                        .put("seconds", Pace.rate(pace.elapsed().toMillis() / 1e3))
                        .put("keys_per_second", Pace.rate(pace.keysPerSecond(tally.done())));
        if (!shard.isWhole()) {
            report.put("shard", shard.toString());
        }
        accelerator.ifPresent(
                used -> {
                    report.put("wrapped_by", used.description());
                    used.note().ifPresent(note -> report.put("note", note));
                });
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
                            if (!cause.hint().isEmpty()) {
                                json.put("hint", cause.hint());
                            }
                            return json.build();
                        })
                .toList();
    }
}
