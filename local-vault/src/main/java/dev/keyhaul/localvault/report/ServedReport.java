package dev.keyhaul.localvault.report;

import dev.keyhaul.localvault.LocalVault;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a local vault is, and what a client needs.
 *
 * @param address the address on loopback
 * @param accessFile the access file: the address and the bearer token, for --local-vault
 * @param tlsAddress the address that speaks TLS
 * @param certificateFile what a client must trust
 * @param accessFiles the access files of other callers, by name
 */
public record ServedReport(
        String address,
        Path accessFile,
        Optional<String> tlsAddress,
        Optional<Path> certificateFile,
        Optional<Map<String, Path>> accessFiles) {
    /** Returns the report. */
    public static ServedReport of(LocalVault vault) {
        Map<String, Path> others = new LinkedHashMap<>();
        vault.accessFiles().forEach((name, file) -> others.put(name, file.toAbsolutePath()));
        others.remove("owner");
        return new ServedReport(
                vault.address().toString(),
                vault.accessFile().toAbsolutePath(),
                vault.tlsAddress().map(URI::toString),
                vault.certificateFile().map(Path::toAbsolutePath),
                others.isEmpty() ? Optional.empty() : Optional.of(others));
    }
}
