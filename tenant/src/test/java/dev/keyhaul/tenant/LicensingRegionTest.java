package dev.keyhaul.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LicensingRegionTest {
    private static final String GUID = "5c6bb73b-1038-4eec-863d-49bded473437";

    @ParameterizedTest
    @CsvSource({
        "rms.na.aadrm.com,    North Central US, East US,        northcentralus",
        "rms.eu.aadrm.com,    North Europe,     West Europe,    northeurope",
        "rms.ap.aadrm.com,    East Asia,        Southeast Asia, eastasia",
        "rms.sa.aadrm.com,    West US,          East US,        westus",
        "rms.govus.aadrm.com, Central US,       East US 2,      centralus",
        "rms.aadrm.us,        US Gov Virginia,  US Gov Arizona, usgovvirginia",
        "rms.aadrm.cn,        China East 2,     China North 2,  chinaeast2"
    })
    void ofUrl_everyKnownHost_hasItsLocations(String host, String first, String second, String az)
            throws MalformedIdentifierException {
        LicensingRegion region =
                LicensingRegion.ofUrl("https://" + GUID + "." + host + "/_wmcs/licensing");

        assertThat(region.host()).isEqualTo(host);
        assertThat(region.locations()).containsExactly(first, second);
        assertThat(region.azLocations().get(0)).isEqualTo(az);
        assertThat(LicensingRegion.ofUrl("HTTPS://" + host.toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(region);
    }

    @Test
    void recommends_takesBothWaysOfNamingALocation() {
        assertThat(LicensingRegion.EUROPE.recommends("westeurope")).isTrue();
        assertThat(LicensingRegion.EUROPE.recommends("West Europe")).isTrue();
        assertThat(LicensingRegion.EUROPE.recommends("swedencentral")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://rms.xx.aadrm.com",
                "https://evil-rms.na.aadrm.com",
                "https://other.rms.na.aadrm.com",
                "https://rms.na.aadrm.com.example"
            })
    void ofUrl_anotherHost_isRefused(String url) {
        assertThatThrownBy(() -> LicensingRegion.ofUrl(url))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("not a known licensing host: " + url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rms.na.aadrm.com", "http://rms.na.aadrm.com", "https://", "a b", ""})
    void ofUrl_noHttpsUrl_isRefused(String url) {
        assertThatThrownBy(() -> LicensingRegion.ofUrl(url))
                .isInstanceOf(MalformedIdentifierException.class)
                .hasMessage("not an https URL: " + url);
    }
}
