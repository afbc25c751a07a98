package dev.keyhaul.pkcs11.jna;

import static dev.keyhaul.pkcs11.fixture.LoadedAlone.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.pkcs11.fixture.LoadedAlone;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JNA in a JVM that lets no code call native code unless its command line names it (JEP 472). */
final class NativeAccessTest {
    private static final String LOADED = "loaded libsofthsm2.so";

    @TempDir Path folder;

    @Test
    void classPath_withoutTheLine_isOneErrorWithTheLine() throws Exception {
        String error =
                "this JVM does not let JNA call native code: start Java with"
                        + " --enable-native-access=ALL-UNNAMED | or put Enable-Native-Access:"
                        + " ALL-UNNAMED into the manifest of the application's executable JAR";

        assertThat(lines(List.of(DENY))).containsExactly(error, error);
    }

    @Test
    void classPath_withTheLine_loads() throws Exception {
        assertThat(lines(List.of(DENY, "--enable-native-access=ALL-UNNAMED")))
                .containsExactly(LOADED, LOADED);
    }

    @Test
    void modules_withoutTheLine_isOneErrorWithTheLine() throws Exception {
        String error =
                "this JVM does not let JNA call native code: start Java with"
                        + " --enable-native-access=com.sun.jna | in a runtime image, add that option with jlink";
        List<String> options = LoadedAlone.asModules("dev.keyhaul.pkcs11");
        options.add(DENY);

        assertThat(lines(options)).containsExactly(error, error);
    }

    @Test
    void modules_withTheLine_load() throws Exception {
        List<String> options = LoadedAlone.asModules("dev.keyhaul.pkcs11");
        options.addAll(List.of(DENY, "--enable-native-access=com.sun.jna"));

        assertThat(lines(options)).containsExactly(LOADED, LOADED);
    }

    @Test
    void nativePartOfJna_thatDoesNotLoad_isOneError() throws Exception {
        List<String> lines =
                lines(
                        List.of(
                                "-Djna.nounpack=true",
                                "-Djna.nosys=true",
                                "--enable-native-access=ALL-UNNAMED"));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("the native part of JNA does not load: ")
                .endsWith(
                        " | name a folder from which code may run in the system property jna.tmpdir")
                .isEqualTo(lines.get(1));
    }

    private List<String> lines(List<String> options) throws Exception {
        return LoadedAlone.lines(folder, options);
    }
}
