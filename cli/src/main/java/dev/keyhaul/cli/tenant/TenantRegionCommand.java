package dev.keyhaul.cli.tenant;

import dev.keyhaul.cli.command.ReportingCommand;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.core.json.JsonObject;
import dev.keyhaul.tenant.LicensingRegion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Says where a vault is best. */
public final class TenantRegionCommand extends ReportingCommand {
    @Parameters(paramLabel = "URL", description = "the licensing URL")
    private @Nullable LicensingRegion region;

    @Override
    protected void run(Console console) {
        LicensingRegion found = Objects.requireNonNull(region, "picocli requires it");
        console.report(
                JsonObject.builder()
                        .put("licensing_host", found.host())
                        .put("recommended_locations", found.locations())
                        .put("az_locations", found.azLocations())
                        .build());
    }
}
