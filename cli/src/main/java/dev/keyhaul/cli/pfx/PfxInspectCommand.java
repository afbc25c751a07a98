package dev.keyhaul.cli.pfx;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.PfxOptions;
import dev.keyhaul.cli.source.CommandSecrets;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.pfx.PfxFile;
import dev.keyhaul.pfx.PfxSource;
import dev.keyhaul.reports.PfxReport;
import dev.keyhaul.terminal.Headline;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is in a PKCS#12 file. */
public final class PfxInspectCommand extends ReportingCommand {
    private static final Headline HEADLINE = Headline.of("file", "mac", "keys", "certificates");

    @Parameters(paramLabel = "FILE", description = "the PKCS#12 file")
    private Path file = Path.of("");

    @Mixin private PfxOptions pfxOptions = new PfxOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (PfxFile pfx =
                PfxSource.openFile(file, CommandSecrets.of(pfxOptions).context(console))) {
            console.report(PfxReport.of(file, pfx), HEADLINE);
        }
    }
}
