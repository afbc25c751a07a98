package dev.keyhaul.cli.key;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.option.AccessOptions;
import dev.keyhaul.cli.option.KeySourceOption;
import dev.keyhaul.cli.source.OpenKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.reports.KeyReport;
import dev.keyhaul.terminal.Headline;
import picocli.CommandLine.Mixin;

/** Shows one key. */
public final class KeyInspectCommand extends ReportingCommand {
    private static final Headline HEADLINE =
            Headline.of(
                    "fingerprint",
                    "modulus_bits",
                    "curve",
                    "aes_bits",
                    "public_exponent",
                    "location",
                    "protection",
                    "maker",
                    "profiles");

    @Mixin private KeySourceOption key = new KeySourceOption();

    @Mixin private AccessOptions access = new AccessOptions();

    @Override
    protected void run(Console console) throws KeyTransferException {
        try (OpenKey opened = OpenKey.of(key.source, access, console)) {
            console.report(KeyReport.whole(opened.key()), HEADLINE);
        }
    }
}
