package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.terminal.option.OverwriteOption;
import picocli.CommandLine.Mixin;

/** Looks for uses of the tenant key that Rights Management does not account for. */
public final class AuditCommand extends ReportingCommand {
    @Mixin private AuditOptions options = new AuditOptions();

    @Mixin private OverwriteOption overwrite = new OverwriteOption();

    @Override
    protected void run(Console console) throws KeyTransferException {
        requireInstalled();
        exitWith(new AuditRun(options, overwrite, console).run());
    }

    /**
     * The launcher puts the library on the class path for this command alone, where it is there.
     */
    private static void requireInstalled() throws FileException {
        try {
            Class.forName(
                    "dev.keyhaul.usageaudit.duckdb.DuckDbAudit",
                    false,
                    AuditCommand.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FileException(
                    "this installation has no audit: its folder 'audit' is missing",
                    "unpack keyhaul-audit-VERSION.tar.gz where the bundle was unpacked; see"
                            + " docs/INSTALL.md",
                    e);
        }
    }
}
