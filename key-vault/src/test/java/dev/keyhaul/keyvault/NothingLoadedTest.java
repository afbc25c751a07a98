package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.keyvault.access.AzureCredential;
import dev.keyhaul.keyvault.access.LoopbackRelay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A command that only reads its options does not pay for Azure's SDK. */
class NothingLoadedTest {

    /** What a command line does before it connects. */
    static final class Options {
        private Options() {}

        public static void main(String[] args) throws Exception {
            System.out.println(VaultHost.parseUrl("https://contoso.vault.azure.net"));
            System.out.println(AzureCredential.named("azure-cli"));
            System.out.println(new LoopbackRelay(Path.of("vault.access")));
            System.out.println(ImportOptions.tenantKey());
        }
    }

    @Test
    void optionsAlone_loadNothingOfTheSdk() throws Exception {
        String output =
                JavaProcess.run(Options.class, Map.of(), List.of("-Xlog:class+load:stdout"));

        assertThat(output)
                .contains("dev.keyhaul.keyvault.access.LoopbackRelay ")
                .doesNotContain("com.azure.")
                .doesNotContain("reactor.")
                .doesNotContain("com.fasterxml.");
    }
}
