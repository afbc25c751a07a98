package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.keyvault.key.KeyPermission;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a permission is asked with cannot be done, whatever the vault makes of it. */
class PermissionTrialTest {
    @TempDir Path folder;
    private ScriptedVault server;
    private KeyVault vault;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedVault(folder);
        vault = server.connect();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void refusalOfTheCaller_isTheAnswer(KeyPermission permission) throws Exception {
        server.answer(403, ScriptedVault.error("ForbiddenByRbac", "no"));

        assertThat(vault.refusal(permission))
                .map(KeyVaultException::code)
                .contains("ForbiddenByRbac");
    }

    @ParameterizedTest
    @EnumSource
    void refusalOfTheRequest_isNone_andTheRequestCouldMakeNoKey(KeyPermission permission)
            throws Exception {
        boolean makes = List.of(KeyPermission.CREATE, KeyPermission.IMPORT).contains(permission);
        server.answer(makes ? 400 : 404, ScriptedVault.error("BadParameter", "no"));

        assertThat(vault.refusal(permission)).isEmpty();

        ScriptedVault.Recorded asked = server.last();
        assertThat(asked.path()).contains("/keys/keyhaul-trial-");
        if (makes) {
            assertThat(asked.body()).contains("\"kty\":\"none\"").doesNotContain("RSA", "\"n\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyOtherAnswer_isNoAnswer(KeyPermission permission) throws Exception {
        server.answer(403, ScriptedVault.error("ForbiddenByFirewall", "no"));

        assertThatThrownBy(() -> vault.refusal(permission))
                .isInstanceOfSatisfying(
                        KeyVaultException.class,
                        e -> assertThat(e.code()).isEqualTo("ForbiddenByFirewall"));
    }

    @Test
    void successOfWhatCannotBe_isUnknown() throws Exception {
        server.answer(200, server.key("k", ""));

        assertThatThrownBy(() -> vault.refusal(KeyPermission.CREATE))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageEndingWith("the vault returned 200 for what it cannot make");
    }
}
