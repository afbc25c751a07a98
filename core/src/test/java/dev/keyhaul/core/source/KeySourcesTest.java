package dev.keyhaul.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyhaul.core.MalformedIdentifierException;
import dev.keyhaul.core.MalformedInputException;
import dev.keyhaul.core.RefusedException;
import dev.keyhaul.core.fixture.GeneratedKeys;
import dev.keyhaul.core.secret.Passphrase;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourcesTest {
    @TempDir Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    /** What a source was asked to read. */
    private record Asked(String scheme, String rest, Path baseFolder, SourceTrust trust)
            implements NamedKey {
        @Override
        public Secret secret() {
            return Secret.NONE;
        }

        @Override
        public boolean mayBeSoftware() {
            return false;
        }

        @Override
        public OpenedKey openUnchecked(SourceContext context) {
            throw new AssertionError("nothing is opened");
        }
    }

    private abstract static class Source implements KeySource {
        private final String scheme;

        private Source(String scheme) {
            this.scheme = scheme;
        }

        @Override
        public String scheme() {
            return scheme;
        }

        @Override
        public String form() {
            return scheme + ":PLACE";
        }

        @Override
        public NamedKey parse(String rest, Path baseFolder, SourceTrust trust) {
            return new Asked(scheme, baseFolder.resolve(rest).toString(), baseFolder, trust);
        }
    }

    /** A source that an application gives. */
    public static final class Given extends Source {
        public Given() {
            super("given");
        }
    }

    /** A source on the class path. */
    public static final class Found extends Source {
        public Found() {
            super("found");
        }
    }

    /** A source on the class path that claims a scheme of another one. */
    public static final class Impostor extends Source {
        public Impostor() {
            super("given");
        }
    }

    private final KeySources sources = KeySources.of(List.of(new Given()));

    @BeforeEach
    void findNothing() throws Exception {
        find();
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private void find(String... providers) throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(KeySource.class.getName()), List.of(providers));
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {folder.toUri().toURL()}, before));
    }

    @Test
    void source_ofTheScheme_readsTheRest() throws Exception {
        assertThat(sources.parse("given:a:b"))
                .isEqualTo(new Asked("given", "a:b", Path.of(""), SourceTrust.OPERATOR));
        assertThat(sources.parse("given:k", folder, SourceTrust.MANIFEST))
                .isEqualTo(
                        new Asked(
                                "given",
                                folder.resolve("k").toString(),
                                folder,
                                SourceTrust.MANIFEST));
    }

    @Test
    void noSourceAtAll_isSaid() {
        assertThatThrownBy(() -> KeySources.of(List.of()).parse("pfx:tenant.pfx"))
                .isInstanceOfSatisfying(
                        MalformedIdentifierException.class,
                        e ->
                                assertThat(e.hint())
                                        .contains("the application registered no source of keys"));
    }

    @Test
    void source_thatIsALambda_opensItsKey() throws Exception {
        NamedKey named = context -> OpenedKey.of(GeneratedKeys.software(2048, "secret manager"));

        assertThat(named.secret()).isEqualTo(NamedKey.Secret.NONE);
        assertThat(named.mayBeSoftware()).isTrue();
        try (OpenedKey opened = named.open(SourceContext.of(SourceSecrets.none()))) {
            assertThat(opened.key().origin().location()).isEqualTo("test");
        }
    }

    @Test
    void secrets_thatWereNotGiven_areRefused_andOthersRead() throws Exception {
        SourceSecrets password =
                SourceSecrets.ofPassword(() -> Passphrase.moveFrom("abc".toCharArray()));
        SourceSecrets pin = SourceSecrets.ofPin(() -> Passphrase.moveFrom("123".toCharArray()));

        try (Passphrase given = password.password("a.pfx");
                Passphrase ofToken = pin.pin("hsm")) {
            assertThat(given.isEmpty()).isFalse();
            assertThat(ofToken.sameAs(given)).isFalse();
        }
        assertThatThrownBy(() -> password.pin("hsm"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("no PIN was given for token 'hsm'");
        assertThatThrownBy(() -> pin.password("a.pfx"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("no password was given for a.pfx");
        assertThatThrownBy(() -> SourceSecrets.none().password("a.pfx"))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void text_ofNoSource_isRefused_andItsQueryIsNotShown() throws Exception {
        find(Found.class.getName());
        for (String text : new String[] {"other:x", "GIVEN:x", ":x", "x", ""}) {
            assertThatThrownBy(() -> sources.parse(text))
                    .isInstanceOf(MalformedIdentifierException.class)
                    .hasMessage("not a source of keys: " + text);
        }
        assertThatThrownBy(() -> sources.parse("other:x?pin=1234"))
                .hasMessage("not a source of keys: other:x?…")
                .satisfies(
                        e ->
                                assertThat(((MalformedIdentifierException) e).hint())
                                        .contains("a source is given:PLACE, or found:PLACE"));
    }

    @Test
    void textThatIsNoPath_isMalformed() {
        assertThatThrownBy(() -> sources.parse("given:a\0b"))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith("not a path");
    }

    @Test
    void sourceOnTheClassPath_isFound() throws Exception {
        find(Found.class.getName());

        assertThat(sources.parse("found:x"))
                .isEqualTo(new Asked("found", "x", Path.of(""), SourceTrust.OPERATOR));
    }

    @Test
    void classPath_isSearchedOnlyForASchemeThatNoGivenSourceHas() throws Exception {
        find("no.such.Source");

        assertThat(sources.parse("given:x")).isInstanceOf(Asked.class);
        assertThatThrownBy(() -> sources.parse("found:x"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no.such.Source");
    }

    @Test
    void secondSourceOfAScheme_isRefused() throws Exception {
        assertThatThrownBy(() -> KeySources.of(List.of(new Given(), new Impostor())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given");
        find(Found.class.getName(), Impostor.class.getName());
        assertThatThrownBy(() -> sources.parse("found:x"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(Given.class.getName())
                .hasMessageContaining(Impostor.class.getName());
    }
}
