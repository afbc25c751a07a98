package dev.keyhaul.adrms.report;

import dev.keyhaul.adrms.slc.CryptographicMode;
import dev.keyhaul.adrms.tpd.DomainInfo;
import dev.keyhaul.adrms.tpd.ImportCommands;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A domain whose key was taken out of it.
 *
 * @param serverId the server's GUID
 * @param fingerprint the key's fingerprint: SHA-256 of its SubjectPublicKeyInfo
 * @param mode the cryptographic mode: 1 or 2
 * @param keylessFile the domain without its key
 * @param keyFile the private key under its password
 * @param explanation what to know about the commands
 * @param nextCommands what to run next, in order
 */
public record ConversionReport(
        String serverId,
        Fingerprint fingerprint,
        int mode,
        Path keylessFile,
        Optional<Path> keyFile,
        Optional<List<String>> explanation,
        List<String> nextCommands) {
    /**
     * Returns the report.
     *
     * @param file the exported domain
     * @param keyless the domain without its key
     * @param key the file of the key, or null if it was not written
     * @param keyUrl the imported key, or null if it is not known
     */
    public static ConversionReport of(
            DomainInfo domain,
            Path file,
            Path keyless,
            @Nullable Path key,
            @Nullable KeyIdentifier keyUrl) {
        CryptographicMode mode = domain.certificate().mode();
        return new ConversionReport(
                domain.keyId().toString(),
                domain.certificate().fingerprint(),
                mode.number(),
                keyless,
                Optional.ofNullable(key),
                mode == CryptographicMode.MODE_1
                        ? Optional.of(List.of(ImportCommands.MODE_1))
                        : Optional.empty(),
                ImportCommands.of(domain, file.toString(), keyless.toString(), keyUrl));
    }
}
