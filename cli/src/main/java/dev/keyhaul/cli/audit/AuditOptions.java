package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.kind.Kinds;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Kind;
import dev.keyhaul.cli.row.Opt;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.cli.row.Settable;
import dev.keyhaul.cli.row.Trait.ComparedLater;
import dev.keyhaul.cli.row.Trait.InFolder;
import dev.keyhaul.cli.row.Trait.Not;
import dev.keyhaul.cli.row.Trait.Repeats;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.byok.VaultHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The options of {@code audit}. They use no type of the library, which may be missing. */
record AuditOptions(Given given) {
    private static final Set<String> OF_UNUSED =
            Set.of("--vault-log", "--unused", "--json", "--quiet", "--verbose");

    static final Opt.Sure<List<Path>> VAULT_LOG =
            Opt.input(
                            "--vault-log F…",
                            "logs of the vault or Managed HSM (AuditEvent): files, also gzipped, or folders"
                                    + " such as the log container's; or exports of Log Analytics, JSON or"
                                    + " CSV",
                            new Repeats(""))
                    .many()
                    .required();

    static final Opt.Sure<List<Path>> RMS_LOG =
            Opt.input(
                            "--rms-log F…",
                            "usage logs of Rights Management: files, also gzipped, or folders",
                            new Repeats(""))
                    .many();

    static final Opt<VaultHost> VAULT =
            Opt.of(
                    "--vault URL",
                    Kinds.vault(),
                    "the tenant key's vault (default: every one in the log)",
                    Settable.VAULT);

    static final Opt.Sure<String> NAME =
            Opt.text("--name N", "the tenant key's name (default: every key in the log)")
                    .orElse("");

    static final Opt.Sure<List<String>> IDENTITY =
            Opt.text(
                            "--identity GUID",
                            "another identity of Rights Management, by its appid or oid, for logs that do not contain its appid")
                    .many();

    static final Opt<Path> RECORDS =
            Opt.path(
                    "--records DIR",
                    "the folder of ceremony records (written with --record): records signed by a key of --signed-by explain their own operations, others are only shown",
                    new InFolder(".record.json", ".record.sig"));

    static final Opt<KeyIdentifier> UNUSED =
            Opt.of(
                    "--unused URL",
                    Kinds.keyId(),
                    "only count the uses of this version of a key: exit code 0 if the vault's log up to now shows none, 7 if it shows any, 1 if the log cannot show either",
                    Not.LOOSENS);

    static final Opt.Sure<List<String>> SIGNED_BY =
            Opt.of(
                            "--signed-by PUB|sha256:HEX",
                            Kinds.textOrFile(),
                            "an evidence key whose records explain findings, obtained out of band; may be"
                                    + " repeated",
                            Not.PROVES)
                    .many();

    static final Opt.Sure<String> WINDOW =
            Opt.text(
                            "--window 2m",
                            "an operation and its request count as one if they are at most half of this time apart (default: 2m; units s, m, h)",
                            Not.LOOSENS)
                    .orElse("2m");

    static final Opt.Sure<String> GAP =
            Opt.text(
                            "--gap 10m",
                            "report a gap in one log if it is longer than this while the other log continues (default: 10m)",
                            Not.LOOSENS)
                    .orElse("10m");

    static final Opt.Sure<Boolean> STRICT =
            Opt.flag(
                    "--strict",
                    "also exit with code 7 for an unexplained finding, or a line that could not be counted",
                    Not.WAY);

    static final Opt<Path> HTML =
            Opt.output("--html F", "write the report as one self-contained HTML page");

    static final Opt<Path> CSV =
            Opt.output("--csv F", "write the normalised events of both logs as CSV");

    static final Opt<Path> PARQUET =
            Opt.output("--parquet F", "write the normalised events of both logs as Parquet");

    static final Opt.Sure<Path> TEMP =
            Opt.path(
                            "--temp DIR",
                            "where to create the private temporary folder; it needs up to a fifth of the size of long logs (default: the system's)",
                            new ComparedLater(),
                            Not.WAY)
                    .orElse(Path.of(System.getProperty("java.io.tmpdir")));

    static final Opt.Sure<Integer> MEMORY =
            Opt.of(
                            "--memory MIB",
                            Kind.number(),
                            "memory limit of the audit's database in MiB (default: 192)",
                            Not.WAY)
                    .orElse(192);

    static final Opt.Sure<Integer> THREADS =
            Opt.of(
                            "--threads N",
                            Kind.number(),
                            "number of threads (default: one for each processor)",
                            Not.WAY)
                    .orElse(Runtime.getRuntime().availableProcessors());

    public static final Rows ROWS =
            Rows.of(AuditOptions.class)
                    .and(
                            VAULT_LOG, RMS_LOG, VAULT, NAME, IDENTITY, RECORDS, UNUSED, SIGNED_BY,
                            WINDOW, GAP, STRICT, HTML, CSV, PARQUET, TEMP, MEMORY, THREADS);

    /** Returns the given options that have no effect on what {@code --unused} does. */
    List<String> beyondUnused() {
        return given.rows().stream()
                .map(Opt::name)
                .filter(option -> !OF_UNUSED.contains(option))
                .sorted()
                .toList();
    }
}
