package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.command.Call;
import dev.keyhaul.cli.command.Command;
import dev.keyhaul.cli.option.JsonOption;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.cli.row.Given;
import dev.keyhaul.cli.row.Rows;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.usageaudit.report.ComparisonReport;
import java.util.List;

/** Looks for uses of the tenant key that Rights Management does not account for. */
public record AuditCommand(Given given) implements Command {

    public static final Rows ROWS =
            Rows.of(AuditCommand.class)
                    .reporting(() -> List.of(ComparisonReport.class, UnusedRun.Report.class))
                    .and(JsonOption.ROWS, AuditOptions.ROWS, OverwriteOption.ROWS);

    @Override
    public void run(Call call) throws KeyTransferException {
        requireInstalled();
        KeyIdentifier unused = given.get(AuditOptions.UNUSED);
        if (unused == null) {
            requireDatabase();
            call.exitWith(new AuditRun(given, call.console()).run());
        } else {
            call.exitWith(UnusedRun.run(new AuditOptions(given), unused, call.console()));
        }
    }

    /**
     * The launcher puts the library on the class path for this command alone, where it is there.
     */
    private static void requireInstalled() throws FileException {
        if (!isHere("dev.keyhaul.usageaudit.KeyUses")) {
            throw new FileException(
                    Reason.AUDIT_MISSING,
                    "this installation has no audit: its folder 'audit' is missing",
                    "unpack keyhaul-audit-VERSION.tar.gz where the bundle was unpacked; see"
                            + " docs/INSTALL.md");
        }
    }

    /** There is no native library of it for Windows. */
    private static void requireDatabase() throws FileException {
        if (!isHere("org.duckdb.DuckDBConnection")) {
            throw new FileException(
                    Reason.AUDIT_MISSING,
                    "the audit's database is not available on Windows",
                    "run the audit on Linux or macOS; --unused needs no database");
        }
    }

    private static boolean isHere(String className) {
        try {
            Class.forName(className, false, AuditCommand.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
