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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySourcesTest {
    @TempDir Path folder;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    /** What a source was asked to read. */
    private record Asked(String scheme, String rest, Path baseFolder, boolean isTyped)
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
        public NamedKey parse(String rest, Path baseFolder) {
            return new Asked(scheme, baseFolder.resolve(rest).toString(), baseFolder, false);
        }

        @Override
        public NamedKey parse(TypedSource typed) {
            return new Asked(scheme, typed.rest(), Path.of(""), true);
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
                .isEqualTo(new Asked("given", "a:b", Path.of(""), false));
        assertThat(sources.parse("given:k", folder))
                .isEqualTo(new Asked("given", folder.resolve("k").toString(), folder, false));
        assertThat(sources.parse(TypedSource.of("given:a:b")))
                .isEqualTo(new Asked("given", "a:b", Path.of(""), true));
    }

    /** A source that knows nothing of the two kinds of text. */
    @Test
    void typedText_isReadAsAFilesText_unlessASourceReadsMore() throws Exception {
        KeySource plain =
                new KeySource() {
                    @Override
                    public String scheme() {
                        return "plain";
                    }

                    @Override
                    public String form() {
                        return "plain:PLACE";
                    }

                    @Override
                    public NamedKey parse(String rest, Path baseFolder) {
                        return new Asked("plain", rest, baseFolder, false);
                    }
                };

        assertThat(KeySources.of(List.of(plain)).parse(TypedSource.of("plain:a:b")))
                .isEqualTo(new Asked("plain", "a:b", Path.of(""), false));
    }

    /** What somebody typed for a password must not become a file's name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "F?password=geheim",
                "F?geheim",
                "F;password=geheim",
                "F;pass=geheim",
                "F&password=geheim",
                "F,pin=geheim",
                "F pwd=geheim",
                "F#password=geheim",
                "F#alias;pin:geheim",
                "password:geheim",
            })
    void parameter_afterAFilesName_isRefused_andNotRepeated(String rest) {
        KeySources files = KeySources.of(List.of(new InFile()));

        for (Reading reading :
                List.<Reading>of(files::parse, text -> files.parse(TypedSource.of(text)))) {
            assertThatThrownBy(() -> reading.of("file:" + rest))
                    .isInstanceOfSatisfying(
                            MalformedIdentifierException.class,
                            e -> {
                                assertThat(e)
                                        .hasMessageContaining(
                                                "there is something after the file's name in file:…");
                                assertThat(e.hint().orElse(""))
                                        .contains("it may contain a secret: change it")
                                        .doesNotContain("geheim");
                                assertThat(e.getMessage()).doesNotContain("geheim");
                            });
        }
    }

    @Test
    void oddName_ofAFileThatIsThere_isThatFile() throws Exception {
        KeySources files = KeySources.of(List.of(new InFile()));
        Path odd = Files.createFile(folder.resolve("F;password=x"));

        assertThat(files.parse("file:" + odd).file()).contains(odd);
        assertThat(files.parse("file:F#CN=tenant").file()).contains(Path.of("F#CN=tenant"));
        assertThat(files.parse("file:pins/pass, word/F.pfx").file()).isPresent();
    }

    private interface Reading {
        NamedKey of(String text) throws Exception;
    }

    private static final class InFile implements KeySource {
        @Override
        public String scheme() {
            return "file";
        }

        @Override
        public String form() {
            return "file:FILE";
        }

        @Override
        public NamedKey parse(String rest, Path baseFolder) {
            return NamedKey.inFile(
                    baseFolder.resolve(rest),
                    NamedKey.Secret.NONE,
                    context -> {
                        throw new AssertionError("nothing is opened");
                    });
        }
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
                .hasMessage("not a source of keys: other:x…")
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

        assertThat(sources.parse("found:x")).isEqualTo(new Asked("found", "x", Path.of(""), false));
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
