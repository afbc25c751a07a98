package dev.keyhaul.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.cli.console.Console;
import dev.keyhaul.cli.console.UsageException;
import dev.keyhaul.cli.line.Parsed;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.byok.KeyExchangeKey;
import dev.keyhaul.core.key.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault that the key goes to is named by the operator, never by the KEK's file. */
class KekOptionsTest {
    private static final String VAULT = "https://contoso-kv.vault.azure.net";
    private static final String KEY = "/keys/kek/0123456789abcdef0123456789abcdef";

    @TempDir static Path folder;
    private static PublicKey key;
    private static Path file;

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair().getPublic();
        file = Files.write(folder.resolve("kek.der"), key.getEncoded());
    }

    private static KeyExchangeKey read(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of(more));
        args.add("--kek=" + file);
        args.add("--kek-sha256=" + Fingerprint.of(key).hex());
        KekOptions options =
                new KekOptions(Parsed.of(KekOptions.ROWS, args.toArray(new String[0])));
        return options.read(false, Console.silent());
    }

    @Test
    void kekOfTheNamedVault_isTaken() throws Exception {
        assertThat(read("--kid=" + VAULT + KEY, "--vault=" + VAULT + "/").publicKey())
                .isEqualTo(key);
    }

    /** A genuine KEK with its own fingerprint: its people could import the key. */
    @Test
    void kekOfAnotherVault_isRefused() {
        assertThatThrownBy(
                        () ->
                                read(
                                        "--kid=" + VAULT + KEY,
                                        "--vault=https://fabrikam-kv.vault.azure.net"))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "the KEK belongs to "
                                + VAULT
                                + ", not to https://fabrikam-kv.vault.azure.net");
    }

    @Test
    void vaultLeftOut_isRefused_butForTheLocalVault() throws Exception {
        assertThatThrownBy(() -> read("--kid=" + VAULT + KEY))
                .isInstanceOf(UsageException.class)
                .hasMessage("--vault is missing: the vault that receives the key");
        String local = "https://contoso-kv.vault.keyhaul.invalid" + KEY;
        assertThat(read("--kid=" + local).kid()).hasToString(local);
    }
}
