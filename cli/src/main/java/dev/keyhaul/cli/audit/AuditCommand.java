package dev.keyhaul.cli.audit;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.OverwriteOption;
import dev.keyhaul.core.FileException;
import dev.keyhaul.core.KeyTransferException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks for uses of the tenant key that Rights Management does not account for. */
@Command(
        description = {
            "Finds who used the tenant key: Key Vault's log is the independent witness, Rights"
                    + " Management's own usage log stands against it.",
            "Certain: use by another identity, management of the key. Counted: operations that"
                    + " outnumber the requests. Notable: bursts of failures, gaps in either log, clocks"
                    + " that differ.",
            "Exit code 7 when something certain is found, with --strict for a surplus too. Logs are"
                    + " streamed, in bounded memory, into a private temporary folder, which is removed"
                    + " after."
        },
        footer = {
            "",
            "Example:",
            "  keyhaul audit --vault-log insights-logs-auditevent --rms-log rms-logs --html"
                    + " audit.html"
        })
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
