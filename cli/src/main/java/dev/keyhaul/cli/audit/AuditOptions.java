package dev.keyhaul.cli.audit;

import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code audit}. They use no type of the library, which may be missing. */
final class AuditOptions {
    private static final Set<String> OF_UNUSED =
            Set.of("--vault-log", "--unused", "--json", "--quiet", "--verbose");

    @Option(
            names = "--vault-log",
            required = true,
            arity = "1..*",
            paramLabel = "F…",
            description =
                    "logs of the vault or Managed HSM (AuditEvent): files, also gzipped, or folders"
                            + " such as the log container's; or exports of Log Analytics, JSON or"
                            + " CSV")
    List<Path> vaultLogs = new ArrayList<>();

    @Option(
            names = "--rms-log",
            arity = "1..*",
            paramLabel = "F…",
            description = "usage logs of Rights Management: files, also gzipped, or folders")
    List<Path> rmsLogs = new ArrayList<>();

    @Option(
            names = "--vault",
            paramLabel = "URL",
            description = "the tenant key's vault (default: every one in the log)")
    @Nullable VaultHost vault;

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "the tenant key's name (default: every key in the log)")
    String name = "";

    @Option(
            names = "--identity",
            paramLabel = "GUID",
            description =
                    "another identity of Rights Management, by its appid or oid, for logs that do not contain its appid")
    List<String> identities = new ArrayList<>();

    @Option(
            names = "--records",
            paramLabel = "DIR",
            description =
                    "the folder of ceremony records (written with --record): records signed by a key of --signed-by explain their own operations, others are only shown")
    @Nullable Path record;

    @Option(
            names = "--unused",
            paramLabel = "URL",
            description =
                    "only count the uses of this version of a key: exit code 0 if the vault's log up to now shows none, 7 if it shows any, 1 if the log cannot show either")
    @Nullable KeyIdentifier unused;

    @Option(
            names = "--signed-by",
            paramLabel = "PUB|sha256:HEX",
            description =
                    "an evidence key whose records explain findings, obtained out of band; may be"
                            + " repeated")
    List<String> signedBy = new ArrayList<>();

    @Option(
            names = "--window",
            paramLabel = "2m",
            description =
                    "an operation and its request count as one if they are at most half of this time apart (default: 2m; units s, m, h)")
    String window = "2m";

    @Option(
            names = "--gap",
            paramLabel = "10m",
            description =
                    "report a gap in one log if it is longer than this while the other log continues (default: 10m)")
    String gap = "10m";

    @Option(
            names = "--strict",
            description =
                    "also exit with code 7 for an unexplained finding, or a line that could not be counted")
    boolean strict;

    @Option(
            names = "--html",
            paramLabel = "F",
            description = "write the report as one self-contained HTML page")
    @Nullable Path html;

    @Option(
            names = "--csv",
            paramLabel = "F",
            description = "write the normalised events of both logs as CSV")
    @Nullable Path csv;

    @Option(
            names = "--parquet",
            paramLabel = "F",
            description = "write the normalised events of both logs as Parquet")
    @Nullable Path parquet;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description =
                    "where to create the private temporary folder; it needs up to a fifth of the size of long logs (default: the system's)")
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = "--memory",
            paramLabel = "MIB",
            description = "memory limit of the audit's database in MiB (default: 192)")
    int memoryMiB = 192;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "number of threads (default: one for each processor)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Returns the given options that have no effect on what {@code --unused} does. */
    List<String> beyondUnused() {
        return Objects.requireNonNull(command)
                .commandLine()
                .getParseResult()
                .matchedOptions()
                .stream()
                .map(OptionSpec::longestName)
                .filter(option -> !OF_UNUSED.contains(option))
                .toList();
    }
}
