package dev.keyhaul.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyhaul.core.fixture.TestProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installed bundle without its audit says which archive it lacks, and has it after. */
@Tag("long")
final class OptionalPartIT {
    @TempDir Path temp;

    @Test
    void audit_thatIsNotInstalled_namesItsArchive_andRunsOnceItIsUnpacked() throws Exception {
        Path installed = Files.createDirectory(temp.resolve("installed"));
        sh("umask 022; tar -xzf '" + Bundle.file() + "' -C '" + installed + "' --no-same-owner");
        Path bundle = only(installed);
        Path log = Files.writeString(temp.resolve("empty.log"), "no row\n");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));
        String audit = "'" + bundle + "/keyhaul' audit --vault-log '" + log + "' 2>&1; echo $?";

        assertThat(sh(audit))
                .isEqualTo(
                        """
                        keyhaul: error: this installation has no audit: its folder 'audit' is missing [KH-AUDIT-MISSING]
                        keyhaul: hint: unpack keyhaul-audit-VERSION.tar.gz where the bundle was unpacked; see docs/INSTALL.md
                        1
                        """);
        assertThat(sh("'" + bundle + "/keyhaul' audit --help")).contains("--vault-log");

        sh("umask 022; tar -xzf '" + auditArchive() + "' -C '" + installed + "' --no-same-owner");

        assertThat(only(installed)).isEqualTo(bundle);
        assertThat(sh(audit)).contains("no line is a row of a vault's log").endsWith("\n1\n");
    }

    private static Path auditArchive() throws IOException {
        try (Stream<Path> files = Files.list(Bundle.file().getParent())) {
            return files.filter(
                            f -> f.getFileName().toString().matches("keyhaul-audit-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce(
                            (a, b) -> {
                                throw new IllegalStateException(a + " and " + b);
                            })
                    .orElseThrow();
        }
    }

    private String sh(String script) throws IOException, InterruptedException {
        return TestProcess.of("sh", "-c", script)
                .in(temp)
                .with(Map.of("JAVA_HOME", TestProcess.javaHome().toString()))
                .run()
                .requireDone()
                .out();
    }
}
