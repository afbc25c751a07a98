package dev.keyhaul.tenant.check;

import static dev.keyhaul.core.Verdict.FAIL;
import static dev.keyhaul.core.Verdict.PASS;
import static dev.keyhaul.core.Verdict.UNKNOWN;
import static dev.keyhaul.core.Verdict.WARN;
import static dev.keyhaul.tenant.check.Prerequisite.AUTHORISATION;
import static dev.keyhaul.tenant.check.Prerequisite.DEDICATED_VAULT;
import static dev.keyhaul.tenant.check.Prerequisite.EXIT_MASTER_COPY;
import static dev.keyhaul.tenant.check.Prerequisite.EXIT_TPD;
import static dev.keyhaul.tenant.check.Prerequisite.HSM_FIRMWARE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_ENABLED;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_HSM_PLATFORM;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_LENGTH;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_NOT_EXPORTABLE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_OPERATIONS;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_RELEASE_POLICY;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_ROTATION_POLICY;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_TYPE;
import static dev.keyhaul.tenant.check.Prerequisite.KEY_URL;
import static dev.keyhaul.tenant.check.Prerequisite.NETWORK_BYPASS;
import static dev.keyhaul.tenant.check.Prerequisite.PURGE_PROTECTION;
import static dev.keyhaul.tenant.check.Prerequisite.REGION;
import static dev.keyhaul.tenant.check.Prerequisite.SOFT_DELETE;
import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_OFFER;
import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_STATE;
import static dev.keyhaul.tenant.check.Prerequisite.SUBSCRIPTION_TENANT;
import static dev.keyhaul.tenant.check.Prerequisite.TIER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Verdict;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.key.PublicKeyEncoding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each prerequisite in each verdict that it can have. */
class TenantCheckTest {
    private static final String NONE = "";
    private final List<String> wrong = new ArrayList<>();
    private final Map<Prerequisite, Set<Verdict>> seen = new EnumMap<>(Prerequisite.class);
    private int cases;

    @Test
    void everyPrerequisite_inEveryVerdict() throws KeyTransferException {
        allIsWell();
        nothingIsKnown();
        vault();
        place();
        subscription();
        key();
        keyPolicies();
        accessPolicies();
        roles();
        customRole();
        managedHsm();
        hsm();
        exit();

        assertThat(wrong).as("of %d cases", cases).isEmpty();
        assertThat(cases).isEqualTo(149);
        assertThat(seen).isEqualTo(possible());
    }

    /** Advice never fails; what is read in a file that is there is known. */
    private static Map<Prerequisite, Set<Verdict>> possible() {
        Map<Prerequisite, Set<Verdict>> possible = new EnumMap<>(Prerequisite.class);
        Arrays.stream(Prerequisite.values())
                .forEach(p -> possible.put(p, EnumSet.allOf(Verdict.class)));
        for (Prerequisite advice : List.of(DEDICATED_VAULT, REGION, EXIT_TPD, KEY_HSM_PLATFORM)) {
            possible.put(advice, EnumSet.complementOf(EnumSet.of(FAIL)));
        }
        for (Prerequisite plain :
                List.of(
                        SOFT_DELETE,
                        PURGE_PROTECTION,
                        NETWORK_BYPASS,
                        SUBSCRIPTION_OFFER,
                        SUBSCRIPTION_TENANT,
                        KEY_LENGTH,
                        KEY_URL,
                        KEY_NOT_EXPORTABLE,
                        KEY_RELEASE_POLICY,
                        KEY_ROTATION_POLICY,
                        HSM_FIRMWARE)) {
            possible.put(plain, EnumSet.complementOf(EnumSet.of(WARN)));
        }
        return possible;
    }

    /** Signing in to the present tenant once more would change nothing. */
    @Test
    void vaultOfAnotherTenant_isFixedInThatTenant_orByAnotherVault() throws KeyTransferException {
        AzOutput other = vault("4e5f\",\n    \"vaultUri", "4e50\",\n    \"vaultUri");

        assertThat(TenantCheck.judge(other.facts()).findings())
                .filteredOn(finding -> finding.prerequisite() == SUBSCRIPTION_TENANT)
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.fix().orElseThrow())
                                        .startsWith(
                                                "az login --tenant"
                                                        + " 8c1d2e3f-4a5b-4c6d-9e7f-0a1b2c3d4e50 ")
                                        .endsWith("otherwise use a vault of its tenant"));
    }

    private void allIsWell() throws KeyTransferException {
        for (Prerequisite prerequisite : Prerequisite.values()) {
            check(prerequisite, PASS, NONE, AzOutput.ofVault());
            check(prerequisite, PASS, NONE, AzOutput.ofManagedHsm());
        }
    }

    private void nothingIsKnown() throws KeyTransferException {
        for (Prerequisite prerequisite : Prerequisite.values()) {
            check(prerequisite, UNKNOWN, NONE, AzOutput.ofNothing().facts());
        }
    }

    private void vault() throws KeyTransferException {
        check(TIER, FAIL, "standard", vault("\"premium\"", "\"Standard\""));
        check(
                TIER,
                WARN,
                "software key",
                vault("\"premium\"", "\"standard\"").change("key", "\"RSA-HSM\"", "\"RSA\""));
        check(
                SOFT_DELETE,
                FAIL,
                "lost",
                vault("\"enableSoftDelete\": true", "\"enableSoftDelete\": false"));
        check(PURGE_PROTECTION, FAIL, "purged", vault("Protection\": true", "Protection\": null"));
        check(PURGE_PROTECTION, PASS, NONE, AzOutput.ofVault().without("vault"));
        check(
                PURGE_PROTECTION,
                FAIL,
                "purged",
                AzOutput.ofVault()
                        .without("vault")
                        .change("key", "\"Recoverable\"", "\"Recoverable+Purgeable\""));
        check(
                SOFT_DELETE,
                FAIL,
                "lost",
                AzOutput.ofVault()
                        .without("vault")
                        .change("key", "\"Recoverable\"", "\"Purgeable\""));
        check(
                NETWORK_BYPASS,
                FAIL,
                "block trusted Microsoft services",
                vault("\"AzureServices\"", "\"None\""));
        check(
                NETWORK_BYPASS,
                PASS,
                "all networks",
                vault("\"AzureServices\"", "\"None\"").change("vault", "\"Deny\"", "\"Allow\""));
        check(
                NETWORK_BYPASS,
                FAIL,
                "block trusted Microsoft services",
                vault("\"AzureServices\"", "\"None\"")
                        .change("vault", "\"Deny\"", "\"Allow\"")
                        .change("vault", "Access\": \"Enabled\"", "Access\": \"Disabled\""));
        check(
                NETWORK_BYPASS,
                UNKNOWN,
                "perimeter",
                vault("Access\": \"Enabled\"", "Access\": \"SecuredByPerimeter\""));
    }

    private void place() throws KeyTransferException {
        check(
                DEDICATED_VAULT,
                WARN,
                "ceremony-1",
                AzOutput.ofVault().change("keys", "\"enabled\": false", "\"enabled\": true"));
        check(
                DEDICATED_VAULT,
                UNKNOWN,
                "another vault",
                AzOutput.ofVault().change("keys", "contoso-kv", "fabrikam-kv"));
        check(
                DEDICATED_VAULT,
                UNKNOWN,
                "which one it is",
                AzOutput.ofVault()
                        .without("key")
                        .change("keys", "\"enabled\": false", "\"enabled\": true"));
        check(DEDICATED_VAULT, PASS, "no other", AzOutput.ofVault().without("key"));
        check(REGION, WARN, "North Europe", vault("northeurope", "swedencentral"));
        check(REGION, UNKNOWN, "vault's JSON", AzOutput.ofVault().without("vault"));
    }

    private void subscription() throws KeyTransferException {
        check(SUBSCRIPTION_STATE, WARN, "Warned", account("\"Enabled\"", "\"Warned\""));
        check(SUBSCRIPTION_STATE, WARN, "PastDue", account("\"Enabled\"", "\"PastDue\""));
        check(SUBSCRIPTION_STATE, FAIL, "Disabled", account("\"Enabled\"", "\"Disabled\""));
        check(
                SUBSCRIPTION_STATE,
                UNKNOWN,
                "other than the vault's",
                account("5f2b1c3d", "00000000"));
        check(SUBSCRIPTION_OFFER, UNKNOWN, "no vault", account("5f2b1c3d", "00000000"));
        check(
                SUBSCRIPTION_OFFER,
                FAIL,
                "Entra only",
                account("Contoso Tenant Key", "Access to Azure Active Directory"));
        check(
                SUBSCRIPTION_OFFER,
                FAIL,
                "Entra only",
                account("Contoso Tenant Key", "N/A(tenant level account)"));
        check(
                SUBSCRIPTION_TENANT,
                FAIL,
                "the subscription is of tenant",
                account("\"tenantId\": \"8c1d2e3f", "\"tenantId\": \"00000000"));
        check(
                SUBSCRIPTION_TENANT,
                FAIL,
                "the vault is of tenant",
                vault("4e5f\",\n    \"vaultUri", "4e50\",\n    \"vaultUri"));
        AzOutput noTenant = AzOutput.ofVault();
        noTenant.tenantId = Optional.empty();
        check(SUBSCRIPTION_TENANT, UNKNOWN, "was not given", noTenant);
    }

    private void key() throws KeyTransferException {
        check(KEY_LENGTH, FAIL, "RSA-3072", length(3072));
        check(KEY_LENGTH, FAIL, "RSA-1024", length(1024));
        check(KEY_LENGTH, FAIL, "not an RSA key", key("\"n\": ", "\"m\": "));
        check(KEY_OPERATIONS, FAIL, "not permitted: sign", key("\"sign\",", ""));
        check(
                KEY_OPERATIONS,
                WARN,
                "also permitted: import",
                key("\"sign\",", "\"sign\", \"import\","));
        check(KEY_URL, FAIL, "no version", key("/0123456789abcdef0123456789abcdef", ""));
        check(KEY_URL, FAIL, "fabrikam-kv", key("contoso-kv", "fabrikam-kv"));
        check(KEY_TYPE, WARN, "software key", key("\"RSA-HSM\"", "\"RSA\""));
        check(KEY_TYPE, FAIL, "EC-HSM", key("\"RSA-HSM\"", "\"EC-HSM\""));
    }

    private void keyPolicies() throws KeyTransferException {
        check(KEY_ENABLED, FAIL, "disabled", key("\"enabled\": true", "\"enabled\": false"));
        check(
                KEY_ENABLED,
                FAIL,
                "valid only from",
                key("Before\": null", "Before\": \"2027-01-01T00:00:00+00:00\""));
        check(
                KEY_ENABLED,
                WARN,
                "ends",
                key("expires\": null", "expires\": \"2027-01-01T00:00:00+00:00\""));
        check(KEY_ENABLED, FAIL, "ended", key("expires\": null", "exp\": 1700000000"));
        check(
                KEY_ENABLED,
                FAIL,
                "it is disabled; it ended at 2023-11-14T22:13:20Z",
                key("\"enabled\": true", "\"enabled\": false")
                        .change("key", "expires\": null", "exp\": 1700000000"));
        check(
                KEY_ENABLED,
                FAIL,
                "it is valid only from 2027-01-01T00:00:00Z; it ends at 2028-01-01T00:00:00Z",
                key("Before\": null", "Before\": \"2027-01-01T00:00:00+00:00\"")
                        .change(
                                "key",
                                "expires\": null",
                                "expires\": \"2028-01-01T00:00:00+00:00\""));
        check(
                KEY_NOT_EXPORTABLE,
                FAIL,
                "give it out",
                key("exportable\": false", "exportable\": true"));
        check(
                KEY_RELEASE_POLICY,
                FAIL,
                "attests",
                key("Policy\": null", "Policy\": {\"data\": \"e30\"}"));
        check(
                KEY_ROTATION_POLICY,
                FAIL,
                "that you do not have",
                AzOutput.ofVault().change("rotation", "\"Notify\"", "\"Rotate\""));
        check(
                KEY_ROTATION_POLICY,
                FAIL,
                "that you do not have",
                AzOutput.ofVault().change("rotation", "\"Notify\"", "{\"type\": \"rotate\"}"));
        check(KEY_HSM_PLATFORM, WARN, "1:", key("Platform\": \"2\"", "Platform\": \"1\""));
        check(KEY_HSM_PLATFORM, WARN, "software", key("Platform\": \"2\"", "Platform\": \"0\""));
        check(KEY_HSM_PLATFORM, UNKNOWN, "nothing", key("Platform\": \"2\"", "Platform\": null"));
    }

    private void accessPolicies() throws KeyTransferException {
        check(
                AUTHORISATION,
                FAIL,
                "lacks sign",
                vault("\"decrypt\",\n            \"sign\"", "\"decrypt\""));
        check(AUTHORISATION, FAIL, "lacks get", vault("3d5a7c9e", "00000000"));
        check(AUTHORISATION, WARN, "purge", vault("\"Get\"", "\"Get\", \"purge\""));
        check(AUTHORISATION, WARN, "all", vault("\"Get\"", "\"all\""));
        check(AUTHORISATION, UNKNOWN, "object ID", AzOutput.ofVault().without("sp"));
        check(
                AUTHORISATION,
                UNKNOWN,
                "not for Rights Management",
                AzOutput.ofVault().change("sp", "\"appId\": \"0000", "\"appId\": \"9999"));
        check(
                AUTHORISATION,
                FAIL,
                "disabled",
                AzOutput.ofVault().change("sp", "Enabled\": true", "Enabled\": false"));
    }

    private void roles() throws KeyTransferException {
        check(AUTHORISATION, WARN, "wider than needed", AzOutput.ofRoleBasedVault());
        check(AUTHORISATION, WARN, "keys/backup/action", AzOutput.ofRoleBasedVault());
        check(
                AUTHORISATION,
                WARN,
                "wider than needed",
                AzOutput.ofRoleBasedVault()
                        .change(
                                "roles",
                                "\"scope\": \"/subscriptions",
                                "\"scope\": \"/SUBSCRIPTIONS")
                        .change("roles", "kv/keys/tenant\",\n    \"type", "kv\",\n    \"type"));
        check(
                AUTHORISATION,
                FAIL,
                "no role",
                AzOutput.ofRoleBasedVault()
                        .change(
                                "roles",
                                "/keys/tenant\",\n    \"type",
                                "/keys/tena\",\n    \"type"));
        check(
                AUTHORISATION,
                UNKNOWN,
                "roles were not given",
                AzOutput.ofRoleBasedVault().without("roles"));
    }

    private void customRole() throws KeyTransferException {
        check(AUTHORISATION, PASS, "BYOK has get, decrypt and sign", AzOutput.ofCustomRole());
        check(
                AUTHORISATION,
                UNKNOWN,
                "what the role Azure Information Protection BYOK grants was not given",
                AzOutput.ofCustomRole().without("definitions"));
        check(
                AUTHORISATION,
                FAIL,
                "lacks Microsoft.KeyVault/vaults/keys/sign/action",
                AzOutput.ofCustomRole().change("definitions", "keys/sign/", "keys/verify/"));
        check(
                AUTHORISATION,
                FAIL,
                "lacks Microsoft.KeyVault/vaults/keys/decrypt/action",
                AzOutput.ofCustomRole()
                        .change(
                                "definitions",
                                "\"notDataActions\": []",
                                "\"notDataActions\": [\"Microsoft.KeyVault/*/decrypt/action\"]"));
        check(
                AUTHORISATION,
                WARN,
                "grants Microsoft.KeyVault/vaults/keys/* too",
                AzOutput.ofCustomRole().change("definitions", "keys/read", "keys/*"));
        check(
                AUTHORISATION,
                WARN,
                "on more than this vault",
                AzOutput.ofCustomRole()
                        .change(
                                "roles",
                                "/providers/Microsoft.KeyVault/vaults/contoso-kv/keys/tenant\",\n"
                                        + "    \"type",
                                "\",\n    \"type"));
    }

    private void managedHsm() throws KeyTransferException {
        String scope = "\"scope\": \"/keys/tenant\"";
        check(AUTHORISATION, WARN, "all keys", role(scope, "\"scope\": \"/\""));
        check(AUTHORISATION, WARN, "all keys", role(scope, "\"scope\": \"/keys\""));
        check(AUTHORISATION, FAIL, "lacks", role(scope, "\"scope\": \"/keys/other\""));
        check(AUTHORISATION, FAIL, "lacks", role("21dbd100", "00000000"));
        check(AUTHORISATION, FAIL, "lacks", role("\"3d5a7c9e", "\"00000000"));
        check(AUTHORISATION, UNKNOWN, "not given", AzOutput.ofManagedHsm().without("roles"));
    }

    private void hsm() throws KeyTransferException {
        check(HSM_FIRMWARE, PASS, "11.62", hsm("Entrust", "nShield 5c", "11.62"));
        check(HSM_FIRMWARE, FAIL, "11.61", hsm("nCipher Corp. Ltd", "", "11.61"));
        check(HSM_FIRMWARE, FAIL, "2.99", hsm("nCipher Corp. Ltd", "", "2.99"));
        check(HSM_FIRMWARE, UNKNOWN, "not an nShield", hsm("Thales", "Luna K7", "7.8"));
        check(HSM_FIRMWARE, UNKNOWN, "not an nShield", hsm("SoftHSM project", "SoftHSM v2", "2.6"));
        check(HSM_FIRMWARE, UNKNOWN, "no version", hsm("nCipher Corp. Ltd", "", "eleven"));
    }

    private void exit() throws KeyTransferException {
        AzOutput noTpd = AzOutput.ofVault();
        noTpd.keyedTpd = Optional.of(false);
        check(EXIT_TPD, WARN, "cannot be exported", noTpd);
        check(
                EXIT_MASTER_COPY,
                FAIL,
                "no usable",
                copies(new MasterCopyFacts(0, Optional.empty())));
        check(EXIT_MASTER_COPY, FAIL, "ever", copies(new MasterCopyFacts(2, Optional.empty())));
        check(
                EXIT_MASTER_COPY,
                WARN,
                "more than a year",
                copies(
                        new MasterCopyFacts(
                                1, Optional.of(AzOutput.NOW.minus(Duration.ofDays(366))))));
    }

    private static AzOutput vault(String from, String to) throws KeyTransferException {
        return AzOutput.ofVault().change("vault", from, to);
    }

    private static AzOutput account(String from, String to) throws KeyTransferException {
        return AzOutput.ofVault().change("account", from, to);
    }

    private static AzOutput key(String from, String to) throws KeyTransferException {
        return AzOutput.ofVault().change("key", from, to);
    }

    private static AzOutput role(String from, String to) throws KeyTransferException {
        return AzOutput.ofManagedHsm().change("roles", from, to);
    }

    private static AzOutput length(int bits) throws KeyTransferException {
        String modulus = PublicKeyEncoding.base64Url(GeneratedKeys.rsaPublic(bits).getModulus());
        return key("\"n\": \"", "\"n\": \"" + modulus + "\", \"was\": \"");
    }

    private static AzOutput hsm(String manufacturer, String model, String firmware)
            throws KeyTransferException {
        AzOutput az = AzOutput.ofVault();
        az.hsm = Optional.of(new HsmFacts(manufacturer, model, firmware));
        return az;
    }

    private static AzOutput copies(MasterCopyFacts copies) throws KeyTransferException {
        AzOutput az = AzOutput.ofVault();
        az.masterCopies = Optional.of(copies);
        return az;
    }

    private void check(Prerequisite prerequisite, Verdict verdict, String reason, AzOutput az)
            throws KeyTransferException {
        check(prerequisite, verdict, reason, az.facts());
    }

    private void check(
            Prerequisite prerequisite, Verdict verdict, String reason, TenantFacts facts) {
        cases++;
        List<TenantFinding> findings =
                TenantCheck.judge(facts).findings().stream()
                        .filter(finding -> finding.prerequisite() == prerequisite)
                        .toList();
        assertThat(findings).as(prerequisite.id()).hasSize(1);
        TenantFinding finding = findings.get(0);
        seen.computeIfAbsent(prerequisite, p -> EnumSet.noneOf(Verdict.class))
                .add(finding.verdict());
        boolean mends = finding.fix().isPresent() == (finding.verdict() != PASS);
        if (finding.verdict() != verdict || !finding.reason().contains(reason) || !mends) {
            wrong.add(verdict + " (" + reason + ") expected, but: " + finding);
        }
    }
}
