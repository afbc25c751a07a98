package dev.keyhaul.pkcs11.iaik;

import static dev.keyhaul.pkcs11.fixture.LoadedAlone.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.pkcs11.fixture.LoadedAlone;
import iaik.pkcs.pkcs11.wrapper.PKCS11Implementation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper in a JVM that lets no code call native code unless its command line names it. */
final class NativeAccessTest {
    @TempDir Path folder;

    @Test
    void classPath_withoutTheLine_isOneErrorWithTheLine() throws Exception {
        assertThat(lines(List.of(DENY)))
                .hasSize(2)
                .allMatch(
                        line ->
                                line.startsWith(
                                        "this JVM does not let the IAIK wrapper call native code:"
                                                + " start Java with"
                                                + " --enable-native-access=ALL-UNNAMED |"));
    }

    @Test
    void modules_withTheLineThatTheErrorHas_load() throws Exception {
        List<String> options =
                LoadedAlone.asModules(
                        "dev.keyhaul.pkcs11.iaik", IaikBackend.class, PKCS11Implementation.class);
        options.add(DENY);
        List<String> denied = lines(options);
        assertThat(denied).hasSize(2);
        String line = denied.get(0).replaceFirst(".*start Java with (\\S+) \\|.*", "$1");
        assertThat(line)
                .isEqualTo(
                        "--enable-native-access=com.sun.jna,dev.keyhaul.pkcs11.iaik,ipkcs11wrapper");
        options.add(line);

        assertThat(lines(options))
                .containsExactly("loaded libsofthsm2.so", "loaded libsofthsm2.so");
    }

    private List<String> lines(List<String> options) throws Exception {
        return LoadedAlone.lines(folder, options, IaikBackend.class.getName());
    }
}
