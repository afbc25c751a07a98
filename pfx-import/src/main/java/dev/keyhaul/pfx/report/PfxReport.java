package dev.keyhaul.pfx.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.pfx.PfxCertificate;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxKey;
import dev.keyhaul.pfx.pbe.PasswordProtection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A PKCS#12 file as reports show it. */
public final class PfxReport {
    private PfxReport() {}

    /** Returns the report; a key that cannot be read is in it, with what is wrong. */
    public static JsonObject of(Path file, PfxFile pfx) {
        return JsonObject.builder()
                .put("file", file.toString())
                .put("mac", pfx.mac())
                .put("keys", pfx.keys().stream().map(key -> key(file, key)).toList())
                .put(
                        "certificates",
                        pfx.certificates().stream().map(PfxReport::certificate).toList())
                .build();
    }

    /** Returns the report of a file that was just written. */
    public static JsonObject ofNew(
            Path file, String alias, SoftwareKey key, X509Certificate certificate) {
        return JsonObject.builder()
                .put("file", file.toString())
                .put("alias", alias)
                .put("fingerprint", key.description().fingerprint().toString())
                .put("certificate", certificate.getSubjectX500Principal().getName())
                .put("iterations", PasswordProtection.ITERATIONS)
                .build();
    }

    private static JsonObject key(Path file, PfxKey key) {
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("alias", key.names().alias())
                        .put("local_key_id", key.names().localKeyId())
                        .put("protection", key.protection());
        try (SoftwareKey software = key.toSoftwareKey(file.toString(), new SecureRandom())) {
            KeyDescription description = software.description();
            report.putAll(KeyReport.kind(description))
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
