package dev.keyhaul.localvault.report;

import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.localvault.LocalVault;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A local vault that is running, as reports show it: where it is, and its callers' access files.
 */
public final class ServedReport {
    private ServedReport() {}

    /** Returns the report. */
    public static JsonObject of(LocalVault vault) {
        JsonObject.Builder report =
                JsonObject.builder()
                        .put("address", vault.address().toString())
                        .put("access_file", absolute(vault.accessFile()));
        vault.tlsAddress().ifPresent(tls -> report.put("tls_address", tls.toString()));
        vault.certificateFile().ifPresent(file -> report.put("certificate_file", absolute(file)));
        Map<String, String> others = new LinkedHashMap<>();
        vault.accessFiles().forEach((name, file) -> others.put(name, absolute(file)));
        others.remove("owner");
        if (!others.isEmpty()) {
            report.put("access_files", others);
        }
        return report.build();
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}
