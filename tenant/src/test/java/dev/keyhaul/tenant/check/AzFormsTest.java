package dev.keyhaul.tenant.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of the same fact in az's versions and in Key Vault itself. */
class AzFormsTest {
    @Test
    void principal_beforeMicrosoftGraph_hasAnObjectId() throws KeyTransferException {
        AzOutput old = AzOutput.ofVault().change("sp", "\"id\":", "\"objectId\":");

        assertThat(old.facts().az().principal())
                .isEqualTo(AzOutput.ofVault().facts().az().principal());
    }

    @Test
    void key_ofTheRestApi_isTheSame() throws KeyTransferException {
        AzOutput rest =
                AzOutput.ofVault()
                        .change("key", "\"keyOps\"", "\"key_ops\"")
                        .change("key", "\"expires\": null", "\"exp\": 1893553445")
                        .change("key", "\"notBefore\": null", "\"nbf\": 1700000000")
                        .change("key", "\"releasePolicy\": null", "\"release_policy\": {}");

        AzKeyFacts key = rest.facts().az().key().orElseThrow();

        assertThat(key.operations()).hasSize(6);
        assertThat(key.attributes().expires()).contains(Instant.ofEpochSecond(1893553445));
        assertThat(key.attributes().notBefore()).contains(Instant.ofEpochSecond(1700000000));
        assertThat(key.hasReleasePolicy()).isTrue();
    }

    @Test
    void vault_withoutNetworkRules_isOpen() throws KeyTransferException {
        AzOutput az =
                AzOutput.ofVault()
                        .change("vault", "\"networkAcls\": {", "\"networkAcls\": null, \"x\": {")
                        .change("vault", "\"publicNetworkAccess\": \"Enabled\",", "");

        assertThat(az.facts().az().vault().orElseThrow().network())
                .isEqualTo(new AzVaultFacts.Network("Enabled", "Allow", "None"));
    }

    @Test
    void managedHsm_isRead_withItsSubscription() throws KeyTransferException {
        AzVaultFacts hsm = AzOutput.ofManagedHsm().facts().az().vault().orElseThrow();

        assertThat(hsm.host().isManagedHsm()).isTrue();
        assertThat(hsm.sku()).isEqualTo("Standard_B1");
        assertThat(hsm.subscriptionId()).contains("5f2b1c3d-0a1b-4c2d-8e3f-9a0b1c2d3e4f");
        assertThat(hsm.policies()).isEmpty();
    }

    @Test
    void roles_ofBothCommands_haveTheirNames() throws KeyTransferException {
        assertThat(AzOutput.ofManagedHsm().facts().az().roles().orElseThrow())
                .extracting(RoleAssignment::roleName)
                .containsExactly("Managed HSM Crypto Officer", "Managed HSM Crypto User");
        assertThat(AzOutput.ofRoleBasedVault().facts().az().roles().orElseThrow())
                .extracting(RoleAssignment::roleName)
                .containsExactly("Key Vault Crypto User");
    }

    @Test
    void rotation_underscoredAndEmpty_doesNotRotate() throws KeyTransferException {
        assertThat(RotationFacts.parse(utf8("{\"lifetime_actions\": []}")).rotates()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "", "{\"properties\": {}}", "{\"key\": {}}"})
    void everyReader_ofSomethingElse_isMalformed(String json) {
        List<Reader> readers =
                List.of(
                        AzVaultFacts::parse,
                        AzKeyFacts::parse,
                        SubscriptionFacts::parse,
                        PrincipalFacts::parse,
                        RotationFacts::parse);
        for (Reader reader : readers) {
            assertThatThrownBy(() -> reader.parse(utf8(json)))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "", "[1]", "[{}]", "[[]]", "[{}"})
    void everyReaderOfLists_ofSomethingElse_isMalformed(String json) {
        for (Reader reader : List.<Reader>of(ListedKey::parseList, RoleAssignment::parseList)) {
            assertThatThrownBy(() -> reader.parse(utf8(json)))
                    .isInstanceOf(MalformedInputException.class);
        }
    }

    /** The commands that a report offers contain IDs. */
    @Test
    void idThatIsNoGuid_isRefused() throws KeyTransferException {
        List<AzOutput> hostile =
                List.of(
                        AzOutput.ofVault().change("sp", "\"id\": \"3d5a", "\"id\": \"$(id) 3d5a"),
                        AzOutput.ofVault().change("account", "\"id\": \"5f2b", "\"id\": \"`id`"),
                        AzOutput.ofVault().change("account", "tenantId\": \"8c", "tenantId\": \";"),
                        AzOutput.ofVault().change("vault", "tenantId\": \"8c", "tenantId\": \";"));

        for (AzOutput az : hostile) {
            assertThatThrownBy(az::facts).hasMessageContaining("is not a GUID");
        }
    }

    @Test
    void subscriptionInAVaultsIdThatIsNoGuid_isNone() throws KeyTransferException {
        AzOutput az = AzOutput.ofVault().change("vault", "/subscriptions/5f2b", "/subscriptions/;");

        assertThat(az.facts().az().vault().orElseThrow().subscriptionId()).isEmpty();
    }

    private interface Reader {
        Object parse(byte[] json) throws KeyTransferException;
    }

    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
