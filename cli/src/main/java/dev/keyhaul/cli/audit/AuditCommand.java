package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import picocli.CommandLine.Mixin;

/** Looks for uses of the tenant key that Rights Management does not account for. */
public final class AuditCommand extends ReportingCommand {
    @Mixin private AuditOptions options = new AuditOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        requireInstalled();
        if (options.unused == null) {
            requireDatabase();
            exitWith(new AuditRun(options, overwrite, console).run());
        } else {
            exitWith(UnusedRun.run(options, options.unused, console));
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
