package dev.keyhaul.tenant;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.argument.Arguments;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where a tenant's licensing runs, and which Azure locations are recommended for the vault of its
 * key: every use of the tenant key is a call from there.
 *
 * <p>The host is that of {@code LicensingIntranetDistributionPointUrl}, which {@code
 * Get-AipServiceConfiguration} prints.
 *
 * @since 0.1.0
 */
public enum LicensingRegion {
    /** North America. */
    NORTH_AMERICA("rms.na.aadrm.com", "North Central US", "East US"),
    /** Europe. */
    EUROPE("rms.eu.aadrm.com", "North Europe", "West Europe"),
    /** Asia and the Pacific. */
    ASIA_PACIFIC("rms.ap.aadrm.com", "East Asia", "Southeast Asia"),
    /** South America, which is served from the United States. */
    SOUTH_AMERICA("rms.sa.aadrm.com", "West US", "East US"),
    /** Government tenants in the public cloud. */
    US_GOVERNMENT_COMMUNITY("rms.govus.aadrm.com", "Central US", "East US 2"),
    /** Azure Government. */
    US_GOVERNMENT("rms.aadrm.us", "US Gov Virginia", "US Gov Arizona"),
    /** Azure operated by 21Vianet. */
    CHINA("rms.aadrm.cn", "China East 2", "China North 2");

    private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private final String host;
    private final String nearest;
    private final String next;

    LicensingRegion(String host, String nearest, String next) {
        this.host = host;
        this.nearest = nearest;
        this.next = next;
    }

    /**
     * Finds the region of a licensing URL such as {@code
     * https://GUID.rms.na.aadrm.com/_wmcs/licensing}.
     *
     * @throws MalformedIdentifierException when it is no https URL, or its host is not known
     */
    public static LicensingRegion ofUrl(String url) throws MalformedIdentifierException {
        Arguments.notNull("url", url);
        String wanted = host(url).replaceFirst("^" + GUID + "\\.", "");
        return Arrays.stream(values())
                .filter(region -> region.host.equals(wanted))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MalformedIdentifierException(
                                        Reason.VALUE_FORM,
                                        "not a known licensing host: " + url,
                                        "known hosts, with or without a leading GUID: "
                                                + knownHosts()));
    }

    private static String host(String url) throws MalformedIdentifierException {
        try {
            URI uri = new URI(url);
            if ("https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri.getHost().toLowerCase(Locale.ROOT);
            }
        } catch (URISyntaxException e) {
            // Told below, as every other text that is no https URL.
        }
        throw new MalformedIdentifierException(
                Reason.VALUE_FORM,
                "not an https URL: " + url,
                "(Get-AipServiceConfiguration).LicensingIntranetDistributionPointUrl prints it");
    }

    private static String knownHosts() {
        return Arrays.stream(values()).map(r -> r.host).collect(Collectors.joining(", "));
    }

    /** Returns the host without the tenant's GUID. */
    public String host() {
        return host;
    }

    /** Returns the recommended locations as the portal names them, such as {@code East US}. */
    public List<String> locations() {
        return List.of(nearest, next);
    }

    /** Returns the recommended locations as az names them, such as {@code eastus}. */
    public List<String> azLocations() {
        return locations().stream().map(LicensingRegion::azName).toList();
    }

    /** Whether a location, in either way of naming it, is a recommended one. */
    public boolean recommends(String location) {
        return azLocations().contains(azName(location));
    }

    private static String azName(String location) {
        return location.toLowerCase(Locale.ROOT).replace(" ", "");
    }
}
