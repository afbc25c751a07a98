package dev.keyhaul.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.batch.BatchItem;
import dev.keyhaul.batch.Column;
import dev.keyhaul.batch.GroupSync;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.core.KeyTransferException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.VaultHost;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a batch asks of each item's KEK before its first key is opened. */
class ManifestRuleTest {
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

    private static Map<Column, String> blob() {
        Map<Column, String> item = new EnumMap<>(Column.class);
        item.put(Column.SOURCE, "pem:tenant.pem");
        item.put(Column.KEK, "kek.der");
        item.put(Column.KID, VAULT + KEY);
        item.put(Column.OUTPUT, "tenant.byok");
        return item;
    }

    private static Map<Column, String> vault(String url) {
        Map<Column, String> item = blob();
        item.remove(Column.OUTPUT);
        item.put(Column.VAULT, url);
        item.put(Column.NAME, "tenant");
        return item;
    }

    private static Optional<String> destination(Map<Column, String> item, String... options)
            throws KeyTransferException {
        KekTrust trust = new KekTrust();
        CommandLine parser = new CommandLine(trust);
        parser.registerConverter(Fingerprint.class, Fingerprint::parse);
        parser.registerConverter(VaultHost.class, VaultHost::parseUrl);
        parser.parseArgs(options);
        return new ManifestRule(folder, new Keks(trust, w -> {}), trust, GroupSync.EACH_FILE)
                .destination(new BatchItem(0, 2, item));
    }

    private static void assertRefused(String message, Map<Column, String> item, String... options) {
        assertThatThrownBy(() -> destination(item, options))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void blob_goesToAVaultThatTheOperatorNamed() throws Exception {
        assertThat(destination(blob(), told(), "--vault=" + OTHER, "--vault=" + VAULT)).isPresent();
        assertRefused("KEK is of " + VAULT + ", not of", blob(), told(), "--vault=" + OTHER);
        assertThatThrownBy(() -> destination(blob(), told()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--vault is missing");
    }

    @Test
    void keyForAVault_goesUnderAKekOfThatVault() throws Exception {
        assertThat(destination(vault(VAULT), told())).isPresent();
        assertRefused("KEK is of " + VAULT + ", not of " + OTHER, vault(OTHER), told());
    }

    @Test
    void kek_needsTheFingerprint_ofItsItemOrOfAnOption() throws Exception {
        String other = "--kek-sha256=" + "0".repeat(64);
        assertRefused("is not authenticated", vault(VAULT));
        assertRefused("does not match the given fingerprint", vault(VAULT), other);
        assertThat(destination(vault(VAULT), other, told())).isPresent();
        Map<Column, String> item = vault(VAULT);
        item.put(Column.KEK_SHA256, "0".repeat(64));
        assertRefused("does not match the given fingerprint", item, told());
        item.put(Column.KEK_SHA256, Fingerprint.of(kek).hex());
        assertThat(destination(item, other)).isPresent();
    }

    @Test
    void kekThatIsInTheVault_needsAFingerprint_butInTheLocalVault() throws Exception {
        Map<Column, String> item = vault(VAULT);
        item.remove(Column.KEK);
        item.remove(Column.KID);
        item.put(Column.KEK_NAME, "kek");
        assertRefused("the KEK kek of " + VAULT + " has no fingerprint", item);
        assertThat(destination(item, told())).isPresent();
        item.put(Column.VAULT, LOCAL);
        assertThat(destination(item)).isPresent();
    }

    @Test
    void kekOfTheLocalVault_isForRehearsals_andMustAgreeWithItsItem() throws Exception {
        Map<Column, String> item = vault(LOCAL);
        item.put(Column.KID, LOCAL + KEY);
        assertThatThrownBy(() -> destination(item)).isInstanceOf(RefusedException.class);
        assertThat(destination(item, "--rehearsal")).isPresent();
        item.put(Column.KEK_SHA256, "0".repeat(64));
        assertRefused("does not match the given fingerprint", item, "--rehearsal");
    }
}
