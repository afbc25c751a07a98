package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.keyhaul.batch.destination.BatchDestination;
import dev.keyhaul.batch.destination.BatchKeks;
import dev.keyhaul.batch.destination.BlobDestination;
import dev.keyhaul.batch.keyvault.VaultDestination;
import dev.keyhaul.batch.manifest.BatchItem;
import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.line.Parsed;
import dev.keyhaul.cli.source.AdRmsKey;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.Reason;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.Fingerprint;
import dev.keyhaul.keyvault.ImportOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batch asks of each item's KEK before its first key is opened. */
class ItemKekTest {
    private static final String VAULT = "https://contoso-kv.vault.azure.net";
    private static final String OTHER = "https://fabrikam-kv.vault.azure.net";
    private static final String LOCAL = "https://contoso-kv.vault.keyhaul.invalid";
    private static final String KEY = "/keys/kek/0123456789abcdef0123456789abcdef";

    @TempDir static Path folder;
    private static PublicKey kek;

    @BeforeAll
    static void makeKek() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        kek = generator.generateKeyPair().getPublic();
        Files.write(folder.resolve("kek.der"), kek.getEncoded());
    }

    private static String told() {
        return "--kek-sha256=" + Fingerprint.of(kek).hex();
    }

    private static Map<String, String> blob() {
        Map<String, String> item = new HashMap<>();
        item.put("source", "pem:tenant.pem");
        item.put("kek", "kek.der");
        item.put("kid", VAULT + KEY);
        item.put("output", "tenant.byok");
        return item;
    }

    private static Map<String, String> vault(String url) {
        Map<String, String> item = blob();
        item.remove("output");
        item.put("vault", url);
        item.put("name", "tenant");
        return item;
    }

    private static Map<String, String> withoutKekFile(String url) {
        Map<String, String> item = vault(url);
        item.keySet().removeAll(Set.of("kek", "kid"));
        return item;
    }

    private static void check(Map<String, String> item, String... options)
            throws KeyTransferException {
        KekTrust trust = new KekTrust(Parsed.of(KekTrust.ROWS, options));
        BatchKeks keks = trust.keks(Console.silent());
        BatchDestination destination =
                item.containsKey("output")
                        ? new BlobDestination(keks, trust.vaults())
                        : new VaultDestination(
                                keks,
                                host -> fail("no vault is asked: " + host),
                                ImportOptions.tenantKey(),
                                AdRmsKey::usualProtection);
        destination.parse(new BatchItem(0, 2, folder, item)).check();
    }

    private static void assertRefused(String message, Map<String, String> item, String... options) {
        assertThatThrownBy(() -> check(item, options))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void blob_goesToAVaultThatTheOperatorNamed() throws Exception {
        assertThatCode(() -> check(blob(), told(), "--vault=" + OTHER, "--vault=" + VAULT))
                .doesNotThrowAnyException();
        assertRefused(
                "the KEK belongs to " + VAULT + ", not to", blob(), told(), "--vault=" + OTHER);
        assertThatThrownBy(() -> check(blob(), told()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.VAULT_MISSING));
    }

    @Test
    void keyForAVault_goesUnderAKekOfThatVault() throws Exception {
        assertThatCode(() -> check(vault(VAULT), told())).doesNotThrowAnyException();
        assertRefused("the KEK belongs to " + VAULT + ", not to " + OTHER, vault(OTHER), told());
    }

    @Test
    void kek_needsTheFingerprint_ofItsItemOrOfAnOption() throws Exception {
        String other = "--kek-sha256=" + "0".repeat(64);
        assertRefused("is not authenticated", vault(VAULT));
        assertRefused("does not match the given fingerprint", vault(VAULT), other);
        assertThatCode(() -> check(vault(VAULT), other, told())).doesNotThrowAnyException();
        Map<String, String> item = vault(VAULT);
        item.put("kek_sha256", "0".repeat(64));
        assertRefused("does not match the given fingerprint", item, told());
        item.put("kek_sha256", Fingerprint.of(kek).hex());
        assertThatCode(() -> check(item, other)).doesNotThrowAnyException();
    }

    @Test
    void kekThatIsInTheVault_needsAFingerprint_butInTheLocalVault() throws Exception {
        Map<String, String> item = withoutKekFile(VAULT);
        item.put("kek_name", "kek");
        assertRefused("the KEK kek of " + VAULT + " has no fingerprint", item);
        assertThatCode(() -> check(item, told())).doesNotThrowAnyException();
        item.put("vault", LOCAL);
        assertRefused("is a local vault, for rehearsals", item);
        assertThatCode(() -> check(item, "--rehearsal")).doesNotThrowAnyException();
    }

    @Test
    void clearKey_goesToTheLocalVault_onlyForRehearsal() throws Exception {
        Map<String, String> item = withoutKekFile(LOCAL);
        item.put("protection", "software");
        assertRefused("is a local vault, for rehearsals", item);
        assertThatCode(() -> check(item, "--rehearsal")).doesNotThrowAnyException();
    }

    @Test
    void kekOfTheLocalVault_isForRehearsals_andMustAgreeWithItsItem() throws Exception {
        Map<String, String> item = vault(LOCAL);
        item.put("kid", LOCAL + KEY);
        assertThatThrownBy(() -> check(item)).isInstanceOf(RefusedException.class);
        assertThatCode(() -> check(item, "--rehearsal")).doesNotThrowAnyException();
        item.put("kek_sha256", "0".repeat(64));
        assertRefused("does not match the given fingerprint", item, "--rehearsal");
    }
}
