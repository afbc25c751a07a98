package dev.keyhaul.cli.pfx;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.Headline;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.pfx.PfxCertificate;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxKey;
import dev.keyhaul.pfx.PfxSource;
import dev.keyhaul.rehearsal.report.KindFacts;
import dev.keyhaul.terminal.Headline;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is in a PKCS#12 file. */
public final class PfxInspectCommand extends ReportingCommand {
    private static final Headline HEADLINE = Headline.of("file", "mac", "keys", "certificates");

    @Parameters(paramLabel = "FILE", description = "the PKCS#12 file")
    private Path file = Path.of("");

    @Mixin private PfxOptions pfxOptions = new PfxOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (PfxFile pfx =
                PfxSource.openFile(file, CommandSecrets.of(pfxOptions).context(console))) {
            console.report(
                    JsonObject.builder()
                            .put("file", file.toString())
                            .put("mac", pfx.mac())
                            .put("keys", pfx.keys().stream().map(this::key).toList())
                            .put(
                                    "certificates",
                                    pfx.certificates().stream()
                                            .map(PfxInspectCommand::certificate)
                                            .toList())
                            .build(),
                    HEADLINE);
        }
    }

    private JsonObject key(PfxKey key) {
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("alias", key.names().alias())
                        .put("local_key_id", key.names().localKeyId())
                        .put("protection", key.protection());
        try (SoftwareKey software = key.toSoftwareKey(file.toString(), new SecureRandom())) {
            KeyDescription description = software.description();
            report.putAll(KindFacts.of(description))
                    .put("fingerprint", description.fingerprint().toString())
                    .put(
                            "certificate",
                            key.certificateOf(description.fingerprint())
                                    .map(PfxCertificate::subject))
                    .put("problems", problems(key, software));
        } catch (KeyTransferException e) {
            report.put("problems", List.of(String.valueOf(e.getMessage())));
        }
        return report.build();
    }

    private static List<String> problems(PfxKey key, SoftwareKey software)
            throws KeyTransferException {
        RsaKeyHealth health = RsaKeyHealth.of(software);
        List<String> problems = new ArrayList<>(health.weaknesses());
        problems.addAll(health.warnings());
        problems.addAll(
                key.warnings(software.description().fingerprint(), Clock.systemUTC().instant()));
        return problems;
    }

    private static JsonObject certificate(PfxCertificate certificate) {
        return JsonObject.builder()
                .put("alias", certificate.names().alias())
                .put("local_key_id", certificate.names().localKeyId())
                .put("protection", certificate.protection())
                .put("subject", certificate.subject())
                .put("not_before", certificate.x509().getNotBefore().toInstant().toString())
                .put("not_after", certificate.x509().getNotAfter().toInstant().toString())
                .build();
    }
}
