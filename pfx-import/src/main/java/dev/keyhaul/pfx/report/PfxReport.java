package dev.keyhaul.pfx.report;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.InlinePart;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.core.key.KeyDescription;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.report.KeyReport;
import dev.keyhaul.pfx.PfxCertificate;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#12 file.
 *
 * @param file the file
 * @param mac the MAC; null if the file has none
 * @param keys its keys
 * @param certificates its certificates
 */
public record PfxReport(
        Path file, @Nullable String mac, List<Key> keys, List<Certificate> certificates)
        implements InlinePart {
    /**
     * A key of the file.
     *
     * @param alias the friendly name; null if it has none
     * @param localKeyId the localKeyID in hex; null if it has none
     * @param protection what protects it
     * @param problems what is wrong with the key
     */
    public record Key(
            @Nullable String alias,
            @Nullable String localKeyId,
            String protection,
            Optional<Found> found,
            List<String> problems) {
        private static Key of(Path file, PfxKey key) {
            Optional<Found> found = Optional.empty();
            List<String> problems;
            try (SoftwareKey software = key.toSoftwareKey(file.toString(), new SecureRandom())) {
                problems = PfxReport.problems(key, software);
                found = Optional.of(Found.of(key, software.description()));
            } catch (KeyTransferException e) {
                problems = List.of(String.valueOf(e.getMessage()));
            }
            return new Key(
                    key.names().alias().orElse(null),
                    key.names().localKeyId().orElse(null),
                    key.protection(),
                    found,
                    problems);
        }
    }

    /**
     * A key that can be read.
     *
     * @param fingerprint its fingerprint: SHA-256 of its SubjectPublicKeyInfo
     * @param certificate the subject of its certificate; null if it has none
     */
    public record Found(KeyReport.Kind kind, Fingerprint fingerprint, @Nullable String certificate)
            implements InlinePart {
        private static Found of(PfxKey key, KeyDescription description) {
            return new Found(
                    KeyReport.Kind.of(description),
                    description.fingerprint(),
                    key.certificateOf(description.fingerprint())
                            .map(PfxCertificate::subject)
                            .orElse(null));
        }
    }

    /**
     * A certificate of the file.
     *
     * @param alias the friendly name; null if it has none
     * @param localKeyId the localKeyID in hex; null if it has none
     * @param protection what protects it
     * @param subject its subject
     * @param notBefore when its validity begins (ISO 8601, UTC)
     * @param notAfter when its validity ends (ISO 8601, UTC)
     */
    public record Certificate(
            @Nullable String alias,
            @Nullable String localKeyId,
            String protection,
            String subject,
            Instant notBefore,
            Instant notAfter) {
        private static Certificate of(PfxCertificate certificate) {
            return new Certificate(
                    certificate.names().alias().orElse(null),
                    certificate.names().localKeyId().orElse(null),
                    certificate.protection(),
                    certificate.subject(),
                    certificate.x509().getNotBefore().toInstant(),
                    certificate.x509().getNotAfter().toInstant());
        }
    }

    /** Returns the report; a key that cannot be read is in it, with what is wrong. */
    public static PfxReport of(Path file, PfxFile pfx) {
        return new PfxReport(
                file,
                pfx.mac().orElse(null),
                pfx.keys().stream().map(key -> Key.of(file, key)).toList(),
                pfx.certificates().stream().map(Certificate::of).toList());
    }

    private static List<String> problems(PfxKey key, SoftwareKey software)
            throws KeyTransferException {
        RsaKeyHealth health = RsaKeyHealth.of(software);
        List<String> problems = new ArrayList<>(health.weaknesses());
        if (key.isWeaklyProtected()) {
            problems.add("the file protects it weakly: delete it after the import");
        }
        problems.addAll(health.warnings());
        problems.addAll(
                key.warnings(software.description().fingerprint(), Clock.systemUTC().instant()));
        return problems;
    }
}
