package dev.keyhaul.cli.inspect;

import dev.keyhaul.cli.console.ExitCode;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.console.NextStep;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.byok.BlobContent;
import dev.keyhaul.core.byok.lint.BlobLint;
import dev.keyhaul.core.byok.lint.LintContext;
import dev.keyhaul.core.byok.lint.LintReport;
import dev.keyhaul.core.file.Sha256;
import dev.keyhaul.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** What a blob contains, and every mistake in it. */
final class BlobLook {
    private static final Headline HEADLINE =
            Headline.of("verdict", "kid", "generator", "sha256", "authenticated", "file")
                    .always("findings", "not_checked");

    private BlobLook() {}

    /**
     * Looks at whatever a readable file holds: what is wrong with it is a finding.
     *
     * @param begun the members of the report so far
     */
    static Shown at(JsonObject begun, byte[] content, LintContext context) {
        LintReport report = BlobLint.examine(content, context);
        JsonObject whole =
                JsonObject.builder()
                        .putAll(begun)
                        .put("verdict", verdict(report))
                        .putAll(said(content))
                        .put("sha256", Sha256.hex(content))
                        .put("authenticated", false)
                        .put("findings", report.findings().stream().map(BlobLook::toJson).toList())
                        .put("not_checked", report.unchecked())
                        .build();
        return new Shown(
                whole,
                Optional.empty(),
                HEADLINE.below("kind"),
                report.hasErrors() ? ExitCode.CHECK_FAILED : ExitCode.DONE);
    }

    /** What the blob says, if it can be read at all. */
    private static JsonObject said(byte[] content) {
        try {
            BlobContent blob = BlobContent.parse(content);
            return JsonObject.builder()
                    .put("kid", blob.kid().toString())
                    .put("ciphertext_bytes", blob.ciphertext().length)
                    .put("generator", blob.generator())
                    .build();
        } catch (MalformedInputException e) {
            return JsonObject.builder().build();
        }
    }

    private static String verdict(LintReport report) {
        if (report.hasErrors()) {
            return "the service refuses it";
        }
        return report.findings().isEmpty() ? "nothing found" : "warnings only";
    }

    private static JsonObject toJson(LintReport.Finding finding) {
        return JsonObject.builder()
                .put("code", finding.code().id())
                .put("severity", finding.code().severity().name().toLowerCase(Locale.ROOT))
                .put("place", finding.place())
                .put("reason", finding.reason())
                .put("fix", NextStep.of(finding.code()))
                .build();
    }
}
