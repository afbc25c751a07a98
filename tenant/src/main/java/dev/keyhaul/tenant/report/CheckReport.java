package dev.keyhaul.tenant.report;

import dev.keyhaul.core.Verdict;
import dev.keyhaul.tenant.LicensingRegion;
import dev.keyhaul.tenant.check.TenantReport;
import java.util.List;

/**
 * What was found of a tenant's prerequisites.
 *
 * @param pass how many prerequisites hold
 * @param warn how many hold with a warning
 * @param fail how many do not hold
 * @param unknown how many cannot be judged from what was given
 * @param findings what was found
 * @param fixes commands that fix or show what is missing
 */
public record CheckReport(
        long pass, long warn, long fail, long unknown, List<Finding> findings, List<Fix> fixes) {
    /**
     * What was found of a prerequisite.
     *
     * @param verdict pass, warn, fail or unknown
     * @param prerequisite the prerequisite's id
     * @param reason what was found
     */
    public record Finding(Verdict verdict, String prerequisite, String reason) {}

    /**
     * How to fix what is missing.
     *
     * @param prerequisite the prerequisite's id
     * @param command the command
     */
    public record Fix(String prerequisite, String command) {}

    /** Returns the report: how many findings there are of each verdict, each one, and the fixes. */
    public static CheckReport of(TenantReport found) {
        return new CheckReport(
                found.count(Verdict.PASS),
                found.count(Verdict.WARN),
                found.count(Verdict.FAIL),
                found.count(Verdict.UNKNOWN),
                found.findings().stream()
                        .map(f -> new Finding(f.verdict(), f.prerequisite().id(), f.reason()))
                        .toList(),
                found.findings().stream()
                        .flatMap(
                                f ->
                                        f.fix().stream()
                                                .map(
                                                        command ->
                                                                new Fix(
                                                                        f.prerequisite().id(),
                                                                        command)))
                        .toList());
    }

    /**
     * Where the vault is best, of --region-url alone.
     *
     * @param licensingHost the licensing host
     * @param recommendedLocations locations in Microsoft's names, best first
     * @param azLocations the same as az spells them
     */
    public record Region(
            String licensingHost, List<String> recommendedLocations, List<String> azLocations) {
        /** Returns the report, if nothing but the licensing is known. */
        public static Region of(LicensingRegion region) {
            return new Region(region.host(), region.locations(), region.azLocations());
        }
    }
}
