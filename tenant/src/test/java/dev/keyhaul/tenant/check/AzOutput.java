package dev.keyhaul.tenant.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.tenant.LicensingRegion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What az prints of a tenant where all is well, and the changes that a test makes to it. The files
 * have az's own form; their names and numbers are made up.
 */
final class AzOutput {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String TENANT = "8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e5f";

    private final Map<String, String> files = new TreeMap<>();
    Optional<String> tenantId = Optional.empty();
    Optional<LicensingRegion> region = Optional.empty();
    Optional<HsmFacts> hsm = Optional.empty();
    Optional<Boolean> keyedTpd = Optional.empty();
    Optional<MasterCopyFacts> masterCopies = Optional.empty();

    /** Nothing. */
    static AzOutput ofNothing() {
        return new AzOutput();
    }

    /** A Premium vault with access policies. */
    static AzOutput ofVault() throws KeyTransferException {
        AzOutput az = new AzOutput();
        for (String file : new String[] {"vault", "key", "keys", "rotation", "account", "sp"}) {
            az.files.put(file, read(file));
        }
        az.tenantId = Optional.of(TENANT);
        az.region = Optional.of(LicensingRegion.EUROPE);
        az.hsm = Optional.of(new HsmFacts("nCipher Corp. Ltd", "nShield Connect", "12.60"));
        az.keyedTpd = Optional.of(true);
        az.masterCopies =
                Optional.of(new MasterCopyFacts(1, Optional.of(NOW.minus(Duration.ofDays(30)))));
        return az;
    }

    /** A vault whose access is by role. */
    static AzOutput ofRoleBasedVault() throws KeyTransferException {
        AzOutput az = ofVault();
        az.files.put("roles", read("vault-roles"));
        return az.change(
                "vault", "\"enableRbacAuthorization\": false", "\"enableRbacAuthorization\": true");
    }

    /** A role-based vault on which Rights Management has the custom role. */
    static AzOutput ofCustomRole() throws KeyTransferException {
        AzOutput az = ofRoleBasedVault();
        az.files.put("definitions", read("role-definitions"));
        return az.change(
                        "roles",
                        "12338af0-0e69-4776-bea7-57ae8d297424",
                        "6f1c2d3e-4b5a-4968-8776-655443322110")
                .change("roles", "Key Vault Crypto User", "Azure Information Protection BYOK");
    }

    /** A Managed HSM. */
    static AzOutput ofManagedHsm() throws KeyTransferException {
        AzOutput az = ofVault();
        az.files.put("vault", read("managed-hsm"));
        az.files.put("roles", read("roles"));
        for (String file : new String[] {"key", "keys", "rotation"}) {
            az.change(file, "contoso-kv.vault.azure.net", "contoso-hsm.managedhsm.azure.net");
        }
        return az;
    }

    AzOutput change(String file, String from, String to) {
        String text = files.getOrDefault(file, "");
        assertThat(text).as(file).contains(from);
        files.put(file, text.replace(from, to));
        return this;
    }

    AzOutput without(String file) {
        assertThat(files.remove(file)).as(file).isNotNull();
        return this;
    }

    TenantFacts facts() throws KeyTransferException {
        AzFacts az =
                new AzFacts(
                        parsed("vault", AzVaultFacts::parse),
                        parsed("key", AzKeyFacts::parse),
                        parsed("keys", ListedKey::parseList),
                        parsed("rotation", RotationFacts::parse),
                        parsed("account", SubscriptionFacts::parse),
                        parsed("sp", PrincipalFacts::parse),
                        parsed("roles", RoleAssignment::parseList),
                        parsed("definitions", RoleDefinition::parseList));
        return new TenantFacts(NOW, az, tenantId, region, hsm, keyedTpd, masterCopies);
    }

    private interface Parser<T> {
        T parse(byte[] json) throws KeyTransferException;
    }

    private <T> Optional<T> parsed(String file, Parser<T> parser) throws KeyTransferException {
        return files.containsKey(file) ? Optional.of(parser.parse(utf8(file))) : Optional.empty();
    }

    String text(String file) {
        return files.getOrDefault(file, "");
    }

    private byte[] utf8(String file) {
        return text(file).getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String file) {
        try (InputStream in = AzOutput.class.getResourceAsStream(file + ".json")) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
