package dev.keyhaul.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.KeyType;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.UnknownOutcomeException;
import dev.keyhaul.core.byok.KeyIdentifier;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.notice.Notifier;
import dev.keyhaul.keyvault.access.ConnectionOptions;
import dev.keyhaul.keyvault.connection.Connection;
import dev.keyhaul.keyvault.connection.SdkClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a change becomes whose answer does not come, in every method that changes a vault. */
class LostAnswersTest {
    private static final ConnectionOptions PATIENT = ConnectionOptions.standard();
    private static final ConnectionOptions SHORT =
            ConnectionOptions.builder().answerTimeout(Duration.ofMillis(500)).build();

    @TempDir Path folder;

    @Test
    void everyMethodOfAVault_isInTheTable() {
        assertThat(VaultCalls.missing()).isEmpty();
    }

    /** Cut before and after the work, failed, and answered too late. */
    @ParameterizedTest
    @ValueSource(strings = {"cut-before", "cut-after", "500", "502", "504", "slow=2"})
    void changeWithoutAnAnswer_isUnknown_inEveryMethod(String fault) throws Exception {
        List<String> table = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        int first = VaultCalls.PREPARED_CHANGES + 1;
        try (VaultCalls calls =
                new VaultCalls(
                        VaultCalls.local(folder)
                                .fault(fault + ":" + VaultCalls.CHANGES + ":" + first + "-"),
                        fault.startsWith("slow") ? SHORT : PATIENT)) {
            for (VaultCalls.Row row : VaultCalls.ROWS) {
                if (row.changes()) {
                    Throwable e = catchThrowable(() -> row.call().on(calls));
                    table.add(fault + " | " + row + " | " + told(e));
                    if (!isUnknown(e)) {
                        wrong.add(row + ": " + e);
                    }
                }
            }
        }
        System.out.println(String.join("\n", table));
        assertThat(table).hasSize(11);
        assertThat(wrong).isEmpty();
    }

    private static boolean isUnknown(Throwable e) {
        return e instanceof UnknownOutcomeException unknown
                && unknown.reason() == Reason.OUTCOME_UNKNOWN
                && !String.valueOf(unknown.getMessage()).contains("cannot")
                && unknown.hint().orElse("").contains("az keyvault key show --");
    }

    private static String told(Throwable e) {
        return e instanceof KeyTransferException known
                ? known.reason() + ": " + known.getMessage()
                : String.valueOf(e);
    }

    /** A lost answer to a question is no lost change. */
    @Test
    void readWithoutAnAnswer_isNoUnknownOutcome_inEveryMethod() throws Exception {
        List<String> wrong = new ArrayList<>();
        try (VaultCalls calls =
                new VaultCalls(
                        VaultCalls.local(folder)
                                .fault(
                                        "cut-before:get,get-deleted,sign,decrypt,backup,get-rotation-policy:12-"),
                        PATIENT)) {
            while (catchThrowable(() -> calls.vault.show("few")) == null) {
                // Until the fault is played.
            }
            for (VaultCalls.Row row : VaultCalls.ROWS) {
                Throwable e = catchThrowable(() -> row.call().on(calls));
                if (!(e instanceof KeyVaultException) || !e.getMessage().contains("cannot ")) {
                    wrong.add(row + ": " + e);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** The change was made, as its status says, but nobody can tell what it made. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    200 | <html>portal</html>
                    200 | {}
                    200 | {"key":{}}
                    200 | {"key":"
                    408 | {}
                    503 | {}
                    """)
    void changeWithAnUnusableAnswer_isUnknown(int status, String body) throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            server.nameIsFree().answer(status, body);
            KeyVault vault = server.connect();

            assertThat(catchThrowable(() -> vault.createKek("kek", 2048)))
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageStartingWith("create KEK kek: the outcome is unknown: ");
        }
    }

    @Test
    void changeThatIsRefused_isNotDone() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            server.nameIsFree().answer(403, ScriptedVault.error("Forbidden", "no"));
            KeyVault vault = server.connect();

            assertThat(catchThrowable(() -> vault.createKek("kek", 2048)))
                    .isInstanceOf(KeyVaultException.class)
                    .hasMessageStartingWith("cannot create KEK kek: the service returned 403");
        }
    }

    /** Nobody took the connection: the change cannot have been made. */
    @Test
    void changeThatWasNotSent_isNotDone() throws Exception {
        VaultCalls calls = new VaultCalls(VaultCalls.local(folder), PATIENT);
        KeyIdentifier kek = calls.vault.show("kek").id();
        calls.close();

        assertThat(catchThrowable(() -> calls.vault.disable(kek)))
                .isInstanceOf(KeyVaultException.class)
                .satisfies(
                        e ->
                                assertThat(((KeyVaultException) e).reason())
                                        .isEqualTo(Reason.LOCAL_VAULT_DOWN));
    }

    /** The next request that somebody adds cannot leave out what notes it. */
    @Test
    void changeOutsideOfAnExchange_isRefusedBeforeItIsSent() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            server.answer(200, server.key("kek", ""));
            Connection connection =
                    Connection.relayed(server.host(), server.relay().accessFile(), PATIENT);
            KeyClient client = new SdkClients(connection, Notifier.OFF).keys();

            assertThat(catchThrowable(() -> client.createKey("kek", KeyType.RSA)))
                    .hasStackTraceContaining("a change is sent in an exchange");
            assertThat(server.authorised()).isEmpty();
        }
    }

    /** Found by its KEK's own name: an import leaves none enabled. */
    @Test
    void kekWhoseAnswerIsLost_isDisabledByTheImport() throws Exception {
        try (VaultCalls calls =
                new VaultCalls(VaultCalls.local(folder).fault("cut-after:create:4-4"), PATIENT)) {
            List<String> disabled = new ArrayList<>();
            KeyImport importing =
                    KeyImport.into(calls.vault, "lost")
                            .rehearsal(true)
                            .steps(
                                    new KeyImport.Steps() {
                                        @Override
                                        public void kekDisabled(KeyIdentifier kek) {
                                            disabled.add(kek.name());
                                        }
                                    })
                            .build();

            try (SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
                assertThat(catchThrowable(() -> importing.underNewKek(key)))
                        .isInstanceOf(UnknownOutcomeException.class);
            }
            assertThat(disabled).hasSize(1);
            assertThat(calls.vault.show(disabled.get(0)).attributes().enabled()).isFalse();
        }
    }

    @Test
    void lengthOfAnAnswer_isBounded() throws Exception {
        try (ScriptedVault server = new ScriptedVault(folder)) {
            server.answer(200, "{\"key\":\"" + "A".repeat(8 << 20) + "\"}");
            KeyVault vault = server.connect();

            assertThat(catchThrowable(() -> vault.show("tenant")))
                    .isInstanceOf(KeyVaultException.class)
                    .hasMessageContaining("the answer is longer than 8 MB");
        }
    }

    @Test
    void blobWhoseAnswerIsLost_isFoundByItsKey() throws Exception {
        try (VaultCalls calls =
                new VaultCalls(VaultCalls.local(folder).fault("cut-after:import:2-2"), PATIENT)) {
            try (SoftwareKey key = TestKeys.softwareKey(TestKeys.rsa2048())) {
                KeyImport.into(calls.vault, "found")
                        .rehearsal(true)
                        .build()
                        .asSoftwareKey(key)
                        .requirePassed();
            }
        }
    }
}
