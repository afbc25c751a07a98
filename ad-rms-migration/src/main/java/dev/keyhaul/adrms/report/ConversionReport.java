package dev.keyhaul.adrms.report;

import dev.keyhaul.adrms.slc.CryptographicMode;
import dev.keyhaul.adrms.tpd.DomainInfo;
import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A domain whose key was taken out of it, as reports show it. */
public final class ConversionReport {
    private ConversionReport() {}

    /**
     * Returns the report.
     *
     * @param file the exported domain
     * @param keyless the domain without its key
     * @param key the file of the key, or null if it was not written
     * @param keyUrl the imported key, or null if it is not known
     */
    public static JsonObject of(
            DomainInfo domain,
            Path file,
            Path keyless,
            @Nullable Path key,
            @Nullable KeyIdentifier keyUrl) {
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("server_id", domain.keyId().toString())
                        .put("fingerprint", domain.certificate().fingerprint().toString())
                        .put("mode", domain.certificate().mode().number())
                        .put("keyless_file", keyless.toString());
        if (key != null) {
            report.put("key_file", key.toString());
        }
        if (domain.certificate().mode() == CryptographicMode.MODE_1) {
            report.put("explanation", List.of(ImportCommands.MODE_1));
        }
        return report.put(
                        "next_commands",
                        ImportCommands.of(domain, file.toString(), keyless.toString(), keyUrl))
                .build();
    }
}
