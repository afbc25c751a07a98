package dev.keyhaul.localvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.localvault.access.TokenHolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who may do some things and not others. */
class GrantTest {
    private static final String AUDITOR = "auditor@AAAAAAAA-0000-0000-0000-000000000001=get,list";

    @TempDir Path folder;

    private static String refusal(KeyClient keys) {
        HttpResponseException refused =
                catchThrowableOfType(
                        HttpResponseException.class,
                        () -> keys.createRsaKey(new CreateRsaKeyOptions("k")));
        assertThat(refused.getResponse().getStatusCode()).isEqualTo(403);
        return String.valueOf(refused.getValue());
    }

    @Test
    void caller_mayDoWhatItWasGranted_byRole() throws Exception {
        try (RunningVault vault = RunningVault.start(RunningVault.options(folder).grant(AUDITOR))) {
            vault.keys().createRsaKey(new CreateRsaKeyOptions("k"));
            KeyClient auditor = vault.keysOf("auditor");

            assertThat(auditor.getKey("k").getName()).isEqualTo("k");
            assertThat(auditor.listPropertiesOfKeys()).hasSize(1);
            assertThat(auditor.listDeletedKeys()).isEmpty();
            assertThat(refusal(auditor))
                    .contains(
                            "code=Forbidden",
                            "innererror={code=ForbiddenByRbac}",
                            "appid=aaaaaaaa-0000-0000-0000-000000000001;oid=",
                            "Action: 'Microsoft.KeyVault/vaults/keys/create/action'");
            assertThat(vault.keys().listPropertiesOfKeyVersions("k")).hasSize(1);
            Path file = vault.server().accessFiles().get("auditor");
            assertThat(file).hasToString(vault.server().accessFile() + ".auditor");
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void accessPolicy_refusesInItsOwnWords_andAManagedHsmHasNone() throws Exception {
        try (RunningVault vault =
                RunningVault.start(
                        RunningVault.options(folder).accessPolicies(true).grant(AUDITOR))) {
            assertThat(refusal(vault.keysOf("auditor")))
                    .contains(
                            "innererror={code=AccessDenied}",
                            "does not have keys create permission on key vault '");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "x=",
                "=get",
                "X=get",
                "x=get,",
                "x=fly",
                "x@1=get",
                "x y=get",
                "x=get list"
            })
    void grant_thatIsNone_isRefused(String grant) {
        assertThatExceptionOfType(MalformedIdentifierException.class)
                .isThrownBy(() -> TokenHolder.parse(grant))
                .satisfies(e -> assertThat(e.hint()).hasValue("for example auditor=get,list"));
    }

    @Test
    void twoCallersOfOneName_areRefused_andLeaveNoFile() throws Exception {
        for (List<String> grants : List.of(List.of("a=get", "a=list"), List.of("owner=get"))) {
            LocalVaultOptions.Builder options = RunningVault.options(folder);
            for (String grant : grants) {
                options.grant(grant);
            }
            assertThatExceptionOfType(MalformedIdentifierException.class)
                    .isThrownBy(() -> RunningVault.start(options))
                    .withMessageStartingWith("two identities have the name ");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
