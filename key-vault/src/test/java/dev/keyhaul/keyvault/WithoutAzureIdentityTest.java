package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.exception.ClientAuthenticationException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.fixture.TestProcess;
import dev.keyhaul.keyvault.access.AzureCredential;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** An application with a credential of its own leaves out azure-identity and what that brings. */
class WithoutAzureIdentityTest {
    private static final String IDENTITY = "azure-identity|msal4j|oauth2-oidc-sdk|jna-platform";

    /** The application. */
    static final class Application {
        private Application() {}

        public static void main(String[] args) throws Exception {
            VaultHost host = VaultHost.parseUrl("https://contoso.vault.azure.net");
            KeyVault own =
                    KeyVault.connect(
                            host,
                            request -> Mono.error(new ClientAuthenticationException("gone", null)));
            try {
                own.identity();
            } catch (KeyVaultException e) {
                System.out.println(e.getMessage());
            }
            try {
                KeyVault.connect(host, AzureCredential.AZURE_CLI);
            } catch (KeyVaultException e) {
                System.out.println(e.getMessage() + ": " + e.hint().orElse(""));
            }
        }
    }

    @Test
    void ownCredential_works_andANamedOneSaysWhatIsMissing() throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !entry.matches(".*/(" + IDENTITY + ")-[0-9][^/]*[.]jar"))
                        .collect(Collectors.joining(File.pathSeparator));

        String said =
                TestProcess.of(TestProcess.java(), "-cp", classPath, Application.class.getName())
                        .run()
                        .requireDone()
                        .out();

        assertThat(said.lines())
                .containsExactly(
                        "cannot sign in: the credential failed",
                        "the credential azure-cli needs the library azure-identity: add"
                                + " com.azure:azure-identity (the module com.azure.identity), or"
                                + " connect with a TokenCredential");
    }
}
