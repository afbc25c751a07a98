package dev.keyhaul.pfx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.key.SoftwareKey;
import dev.keyhaul.core.secret.Passphrase;
import dev.keyhaul.core.source.KeySources;
import dev.keyhaul.core.source.NamedKey;
import dev.keyhaul.core.source.OpenedKey;
import dev.keyhaul.core.source.SourceContext;
import dev.keyhaul.core.source.SourceSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys in files as an application opens them, with secrets of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileSourcesTest {
    private static final String PASSWORD = "abcdef";

    @TempDir static Path folder;

    private final KeySources sources = KeySources.of(List.of(new PfxSource(), new PemSource()));
    private KeyAndCertificate made;

    /** An application's own. */
    private static final class Vault implements SourceSecrets {
        private final List<String> asked = new ArrayList<>();

        @Override
        public Passphrase password(String of) {
            asked.add(of);
            return Passphrase.moveFrom(PASSWORD.toCharArray());
        }

        @Override
        public Passphrase pin(String tokenLabel) {
            throw new AssertionError("no token is opened");
        }
    }

    @BeforeAll
    void makeFiles() throws Exception {
        made = KeyAndCertificate.in(folder);
        Files.write(folder.resolve("tenant.pfx"), made.export("", PASSWORD));
        Files.write(folder.resolve("bare.pfx"), made.export("-nomac", PASSWORD));
        Files.write(folder.resolve("a#b.pfx"), made.export("-name tenant", PASSWORD));
    }

    @Test
    void pfx_withOneKey_opensInOneCall_andOneWithoutMacDoesNot() throws Exception {
        try (SoftwareKey key =
                PfxSource.open(folder.resolve("tenant.pfx"), () -> new Vault().password(""))) {
            assertThat(key.origin().location()).endsWith("tenant.pfx");
        }
        assertThatThrownBy(
                        () ->
                                PfxSource.open(
                                        folder.resolve("bare.pfx"), () -> new Vault().password("")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no MAC");
    }

    private NamedKey parse(String text) throws Exception {
        return sources.parse(text, folder);
    }

    @Test
    void pfx_opensWithTheApplicationsSecrets() throws Exception {
        Vault vault = new Vault();

        try (OpenedKey opened = parse("pfx:tenant.pfx").open(SourceContext.of(vault))) {
            assertThat(opened.key().description().requireRsa()).isEqualTo(made.publicKey());
        }
        assertThat(vault.asked).containsExactly(folder.resolve("tenant.pfx").toString());
    }

    @Test
    void text_isRead_andNothingIsOpened() throws Exception {
        NamedKey key = parse("pfx:missing.pfx#alias");

        assertThat(key.file()).contains(folder.resolve("missing.pfx"));
        assertThat(key.secret()).isEqualTo(NamedKey.Secret.PASSWORD);
        assertThat(key.mayBeSoftware()).isTrue();
        assertThat(parse("pem:k#1.pem").file()).contains(folder.resolve("k#1.pem"));
        assertThatThrownBy(() -> parse("jks:k")).isInstanceOf(MalformedIdentifierException.class);
    }

    @Test
    void longestNameThatIsAFile_isTheFile() throws Exception {
        NamedKey key = parse("pfx:a#b.pfx#tenant");

        assertThat(key.file()).contains(folder.resolve("a#b.pfx"));
        try (OpenedKey opened = key.open(SourceContext.of(new Vault()))) {
            assertThat(opened.key().description().requireRsa()).isEqualTo(made.publicKey());
        }
    }

    @Test
    void fileWithoutMac_isAllowedByTheContext_andToldAsItIsRead() throws Exception {
        assertThatThrownBy(() -> parse("pfx:bare.pfx").open(SourceContext.of(new Vault())))
                .isInstanceOf(RefusedException.class);

        List<String> told = new ArrayList<>();
        SourceContext context =
                SourceContext.of(new Vault()).allowingNoMac(true).telling(told::add, fact -> {});
        assertThatThrownBy(() -> parse("pfx:bare.pfx#nobody").open(context)).isNotNull();
        assertThat(told).singleElement().asString().contains("has no MAC");
        assertThat(context.warnings()).isEqualTo(told);
    }

    @Test
    void pem_isAskedForNoPasswordThatItDoesNotHave() throws Exception {
        Vault vault = new Vault();
        try (OpenedKey opened = parse("pem:key.pem").open(SourceContext.of(vault))) {
            assertThat(opened.key().description().requireRsa()).isEqualTo(made.publicKey());
        }
        assertThat(vault.asked).isEmpty();
    }
}
