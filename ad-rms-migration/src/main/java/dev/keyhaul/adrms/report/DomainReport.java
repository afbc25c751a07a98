package dev.keyhaul.adrms.report;

import dev.keyhaul.adrms.slc.RightsTemplate;
import dev.keyhaul.adrms.slc.ServerLicensorCertificate;
import dev.keyhaul.adrms.tpd.DomainInfo;
import dev.keyhaul.adrms.tpd.Route;
import dev.keyhaul.adrms.tpd.TrustedPublishingDomain;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.core.key.RsaKeyHealth;
import dev.keyhaul.core.key.SoftwareKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One domain as reports show it.
 *
 * @param row as a row of a table
 * @param whole with all that is known of it
 */
public record DomainReport(JsonObject row, JsonObject whole) {
    private static final String FILE = "file";
    private static final Pattern NSHIELD =
            Pattern.compile("nCipher|nShield|nFast", Pattern.CASE_INSENSITIVE);
    private static final String WHAT_TO_DO = "what_to_do";

    /**
     * Opens the private key too, so that what is shown as keyed can be moved.
     *
     * @param whatToDo with the domain
     * @throws KeyTransferException if the key does not open
     */
    public static DomainReport of(Path file, TrustedPublishingDomain domain, String whatToDo)
            throws KeyTransferException {
        Route route = Route.of(domain);
        return new DomainReport(
                identity(file, domain)
                        .put("csp", shortName(domain.info().cspName()))
                        .put(WHAT_TO_DO, route.summary())
                        .build(),
                identity(file, domain)
                        .putAll(details(domain.info()))
                        .put("key_identifier", keyIdentifier(domain.info(), route))
                        .put("key_warnings", keyWarnings(domain))
                        .put(WHAT_TO_DO, whatToDo)
                        .build());
    }

    private static JsonObject.Builder identity(Path file, TrustedPublishingDomain domain) {
        ServerLicensorCertificate certificate = domain.info().certificate();
        return JsonObject.builder()
                .put(FILE, file.toString())
                .put("server_id", domain.info().keyId().toString())
                .put("mode", certificate.mode().number())
                .put("modulus_bits", certificate.mode().modulusBits())
                .put("key", domain.isKeyed() ? "keyed" : "keyless");
    }

    private static JsonObject details(DomainInfo info) {
        ServerLicensorCertificate certificate = info.certificate();
        return JsonObject.builder()
                .put("server_name", certificate.name())
                .put("fingerprint", certificate.fingerprint().toString())
                .put("csp", info.cspName())
                .put("csp_type", info.cspType())
                .put("licensing_urls", certificate.licensingUrls())
                .put("templates", info.templates().stream().map(RightsTemplate::name).toList())
                .put(
                        "templates_that_grant_anyone",
                        info.templates().stream()
                                .filter(RightsTemplate::grantsAnyone)
                                .map(RightsTemplate::name)
                                .toList())
                .put("valid_from", certificate.validFrom())
                .put("valid_until", certificate.validUntil())
                .put("signature", certificate.signature().label())
                .put("certificates", info.chain().length())
                .put("chain_ends_at", info.chain().end())
                .put("chain_ends_at_microsoft_root", info.chain().microsoft())
                .build();
    }

    /** Names the key in its provider: an nShield's keys for CryptoAPI are of that application. */
    private static String keyIdentifier(DomainInfo info, Route route) {
        String container = info.keyContainer().isEmpty() ? "not stated" : info.keyContainer();
        boolean nShield = NSHIELD.matcher(info.cspName()).find();
        return route == Route.IN_HSM && nShield
                ? "application mscapi, ident " + container
                : container;
    }

    private static List<String> keyWarnings(TrustedPublishingDomain domain)
            throws KeyTransferException {
        if (!domain.isKeyed()) {
            return List.of();
        }
        try (SoftwareKey key = domain.openKey()) {
            RsaKeyHealth health = RsaKeyHealth.of(key);
            List<String> all = new ArrayList<>(health.weaknesses());
            all.addAll(health.warnings());
            return all;
        }
    }

    /** Microsoft's names begin and end alike. */
    private static String shortName(String csp) {
        return csp.replaceFirst("^Microsoft ", "").replaceFirst(" Cryptographic Provider.*", "");
    }
}
